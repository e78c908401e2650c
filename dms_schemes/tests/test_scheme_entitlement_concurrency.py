from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestSchemeEntitlementConcurrency(BaseCase):
    """Loads, jobs and grants at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env = env(context={"allowed_company_ids": env.company.ids, "tracking_disable": True})
            tier = env["dms.tier"].create({
                "name": "Race", "code": "T-RACE", "role": "distributor", "sequence": 904,
                "company_id": False,
            })
            distributor = env["res.partner"].create(
                {"name": "Race Traders", "is_company": True, "dms_tier_id": tier.id}
            )
            product = env["product.product"].create({"name": "Race soap", "type": "consu"})
            scheme = env["dms.scheme"].create({
                "name": "Race", "beneficiary": "distributor", "mechanism": "period",
                "payout": "off_invoice", "calculation": "whole", "basis": "value",
                "benefit_kind": "percent", "date_start": "2023-01-01", "date_end": "2025-12-31",
                "is_retroactive": True, "product_ids": [Command.link(product.id)],
                "slab_ids": [Command.create({"threshold": 0, "rate": 10})],
            })
            scheme.action_start()
            self.ids = {
                "tier": tier.id, "distributor": distributor.id, "product": product.id,
                "template": product.product_tmpl_id.id, "scheme": scheme.id,
                "company": env.company.id,
            }
            self._sell(cursor, "2025-02-01", 100)
            cursor.execute(SQL("DELETE FROM queue_job WHERE model_name = %s AND state = 'pending'",
                               "dms.scheme.entitlement"))
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            for query, key in (
                ("DELETE FROM dms_scheme_entitlement WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_scheme_grant WHERE scheme_id = %s", "scheme"),
                ("DELETE FROM dms_price_breach WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_secondary_sale WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_scheme_pending WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_stock_pending WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_stock_ledger WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_scheme WHERE id = %s", "scheme"),
            ):
                cursor.execute(SQL(query, self.ids[key]))
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["res.partner"].browse(self.ids["distributor"]).unlink()
            env["product.product"].browse(self.ids["product"]).unlink()
            env["dms.tier"].browse(self.ids["tier"]).unlink()
            cursor.commit()

    def _sell(self, cursor, day, net):
        cursor.execute(SQL(
            "INSERT INTO dms_secondary_sale (company_id, distributor_id, product_id, date,"
            " quantity, free_quantity, gross_amount, discount_amount, net_amount, source,"
            " source_key) VALUES (%s, %s, %s, %s, 1, 0, %s, 0, %s, 'api', %s) RETURNING id",
            self.ids["company"], self.ids["distributor"], self.ids["product"], day, net, net,
            f"race:{day}",
        ))
        return cursor.fetchone()[0]

    def _get_env(self, cursor):
        return api.Environment(
            cursor, SUPERUSER_ID, {"allowed_company_ids": [self.ids["company"]]}
        )

    def _take(self, cursor):
        env = self._get_env(cursor)
        env.invalidate_all(flush=False)
        env["dms.scheme.entitlement"]._take_pending(env.company, self.ids["distributor"])
        env.flush_all()

    def _find(self, cursor):
        env = self._get_env(cursor)
        return env["dms.scheme.entitlement"].search(
            [("scheme_id", "=", self.ids["scheme"])]
        )

    def _get_earned(self):
        with closing(self.registry.cursor()) as cursor:
            return self._find(cursor).mapped("earned")

    def test_sales_that_commit_late_are_not_missed(self):
        """Numbers are given in order, commits come in any: no mark of the last number is kept."""
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            # Of two years: sums of months and years are rows for which loads wait.
            late = self._sell(one, "2023-03-01", 200)
            other = self._sell(two, "2024-04-01", 300)
            self.assertLess(late, other)
            two.commit()
            self._take(two)
            two.commit()
            self.assertEqual(self._get_earned(), [40])
            one.commit()
            self._take(two)
            two.commit()
        self.assertEqual(self._get_earned(), [60])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_an_older_snapshot_never_overwrites(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            two.execute("SELECT 1")
            self._sell(one, "2025-03-01", 200)
            one.commit()
            self._take(one)
            one.commit()
            with self.assertRaises(SerializationFailure):
                self._take(two)
            two.rollback()
            retrying(lambda: self._take(two), self._get_env(two))
            two.commit()
        self.assertEqual(self._get_earned(), [30])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_grants_write_once(self):
        with closing(self.registry.cursor()) as one:
            self._take(one)
            one.commit()
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            second = self._find(two)
            self.assertEqual(second.due, 10)
            self._find(one)._grant()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second._grant()
            two.rollback()
            second.env.invalidate_all(flush=False)
            self.assertFalse(self._find(two)._grant())
            two.commit()
            two.execute(SQL(
                "SELECT COUNT(*), SUM(amount) FROM dms_scheme_grant WHERE scheme_id = %s",
                self.ids["scheme"],
            ))
            self.assertEqual(two.fetchone(), (1, 10))
