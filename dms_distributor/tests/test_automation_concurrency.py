from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_automation import days_ago
from .common_upload import prepare_network


@tagged("post_install", "-at_install")
class TestAutomationConcurrency(BaseCase):
    """Two runs of a rule at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            distributor, outlet, products = prepare_network(env)
            distributor.email = "race@example.com"
            env["dms.secondary.sale"].create({
                "distributor_id": distributor.id, "outlet_id": outlet.id,
                "product_id": products[0].id, "date": days_ago(60), "quantity": 1,
                "gross_amount": 10, "net_amount": 10, "source_key": "automation:race",
            })
            rule = env["dms.automation.rule"].create({
                "name": "Race", "kind": "lapsed_outlet",
                "partner_domain": f"[('id', '=', {distributor.id})]",
            })
            rule.action_start()
            self.rule, self.distributor = rule.id, distributor.id
            self.partners, self.products = (distributor + outlet).ids, products.ids
            self.tiers = (distributor + outlet).dms_tier_id.ids
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["mail.mail"].search([("recipient_ids", "=", self.distributor)]).unlink()
            env["dms.automation.rule"].browse(self.rule).unlink()
            cursor.execute(
                SQL("DELETE FROM dms_secondary_sale WHERE distributor_id = %s", self.distributor)
            )
            env.invalidate_all(flush=False)
            env["res.partner"].browse(self.partners[1]).unlink()
            env["res.partner"].browse(self.distributor).unlink()
            env["product.product"].browse(self.products).unlink()
            env["dms.tier"].browse(self.tiers).unlink()
            cursor.commit()

    def _rule(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {})["dms.automation.rule"].browse(self.rule)

    def _count_mails(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            return env["mail.mail"].search_count([("recipient_ids", "=", self.distributor)])

    def test_second_run_leaves_it_to_the_first(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self.assertEqual(self._rule(one)._run(), 1)
            self.assertEqual(self._rule(two)._run(), 0, "the first holds the rule")
            one.commit()
            two.commit()
        self.assertEqual(self._count_mails(), 1)

    @mute_logger("odoo.sql_db")
    def test_older_snapshot_sends_nothing(self):
        with closing(self.registry.cursor()) as two:
            second = self._rule(two)
            self.assertEqual(second.state, "running")
            with closing(self.registry.cursor()) as one:
                self.assertEqual(self._rule(one)._run(), 1)
                one.commit()
            with self.assertRaises(SerializationFailure):
                second._run()
                two.commit()
            two.rollback()
            second.env.invalidate_all(flush=False)
            self.assertEqual(second._run(), 0)
            two.commit()
        self.assertEqual(self._count_mails(), 1)

    def test_crash_before_the_commit(self):
        with closing(self.registry.cursor()) as one:
            self.assertEqual(self._rule(one)._run(), 1)
            one.rollback()
        self.assertEqual(self._count_mails(), 0)
        with closing(self.registry.cursor()) as one:
            self.assertEqual(self._rule(one)._run(), 1)
            one.commit()
        self.assertEqual(self._count_mails(), 1)
