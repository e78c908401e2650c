from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from .common_automation import days_ago
from .common_race import NetworkRaceCase


@tagged("post_install", "-at_install")
class TestAutomationConcurrency(NetworkRaceCase):
    """Two runs of a rule at once, on rows that are really committed."""

    TABLES = ("dms_secondary_sale",)

    def _prepare(self, env):
        network = distributor, outlet, products = super()._prepare(env)
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
        self.rule = rule.id
        return network

    def _clean(self, env):
        env["mail.mail"].search([("recipient_ids", "=", self.distributor)]).unlink()
        env["dms.automation.rule"].browse(self.rule).unlink()
        return super()._clean(env)

    def _rule(self, cursor):
        return self._get_env(cursor)["dms.automation.rule"].browse(self.rule)

    def _count_mails(self):
        with self._open() as cursor:
            env = self._get_env(cursor)
            return env["mail.mail"].search_count([("recipient_ids", "=", self.distributor)])

    def test_second_run_leaves_it_to_the_first(self):
        with self._open() as one, self._open() as two:
            self.assertEqual(self._rule(one)._run(), 1)
            self.assertEqual(self._rule(two)._run(), 0, "the first holds the rule")
            one.commit()
            two.commit()
        self.assertEqual(self._count_mails(), 1)

    @mute_logger("odoo.sql_db")
    def test_older_snapshot_sends_nothing(self):
        with self._open() as two:
            second = self._rule(two)
            self.assertEqual(second.state, "running")
            with self._open() as one:
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
        with self._open() as one:
            self.assertEqual(self._rule(one)._run(), 1)
            one.rollback()
        self.assertEqual(self._count_mails(), 0)
        with self._open() as one:
            self.assertEqual(self._rule(one)._run(), 1)
            one.commit()
        self.assertEqual(self._count_mails(), 1)
