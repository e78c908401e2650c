from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimConcurrency(BaseCase):
    """Two at once for the same sales, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env = env(context={"allowed_company_ids": env.company.ids, "tracking_disable": True})
            distributor = env["res.partner"].create({
                "name": "Claim Race", "is_company": True,
                "dms_tier_id": env.ref("dms_distributor.tier_distributor").id,
            })
            product = env["product.product"].create({"name": "Race tea", "type": "consu"})
            scheme = env["dms.scheme"].create({
                "name": "Claim race", "beneficiary": "distributor", "mechanism": "period",
                "payout": "off_invoice", "calculation": "whole", "basis": "value",
                "benefit_kind": "percent", "date_start": "2025-01-01", "date_end": "2025-12-31",
                "is_retroactive": True, "product_ids": [Command.link(product.id)],
                "slab_ids": [Command.create({"threshold": 0, "rate": 10})],
            })
            scheme.action_start()
            claim_type = env["dms.claim.type"].create({
                "name": "Race", "code": "RACE", "kind": "target", "window_days": 0,
                "sequence": 1, "is_automatic": True,
            })
            self.ids = {
                "distributor": distributor.id, "product": product.id, "scheme": scheme.id,
                "type": claim_type.id, "company": env.company.id,
            }
            env.flush_all()
            cursor.execute(SQL(
                "INSERT INTO dms_secondary_sale (company_id, distributor_id, product_id, date,"
                " quantity, free_quantity, gross_amount, discount_amount, net_amount, source,"
                " source_key) VALUES (%s, %s, %s, '2025-02-01', 1, 0, 100, 0, 100, 'api', 'race')",
                env.company.id, distributor.id, product.id,
            ))
            env["dms.scheme.entitlement"]._refresh(env.company, scheme, distributor.ids)
            cursor.execute(SQL("DELETE FROM queue_job WHERE model_name = %s AND state = 'pending'",
                               "dms.scheme.entitlement"))
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            for query, key in (
                ("DELETE FROM dms_claim WHERE claimant_id = %s", "distributor"),
                ("DELETE FROM dms_claim_type WHERE id = %s", "type"),
                ("DELETE FROM dms_scheme_entitlement WHERE distributor_id = %s", "distributor"),
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
            cursor.commit()

    def _get_env(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {
            "allowed_company_ids": [self.ids["company"]], "tracking_disable": True,
        })

    def _claim(self, cursor):
        claim = self._get_env(cursor)["dms.claim"].create({
            "claimant_id": self.ids["distributor"], "type_id": self.ids["type"],
            "scheme_id": self.ids["scheme"], "date_from": "2025-02-01", "date_to": "2025-02-28",
            "claimed_amount": 10,
        })
        cursor.commit()
        return claim

    def _draft(self, cursor):
        env = self._get_env(cursor)
        return env["dms.claim"]._create_from_entitlements(
            env["dms.scheme.entitlement"].search([("scheme_id", "=", self.ids["scheme"])])
        )

    @mute_logger("odoo.sql_db")
    def test_a_sale_is_given_to_one_of_two(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first, second = self._claim(one), self._claim(two)
            two.execute("SELECT 1")
            first.action_submit()
            first.env.flush_all()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second.action_submit()
            two.rollback()
            second.env.invalidate_all(flush=False)
            with self.assertRaisesRegex(UserError, f"by claim {first.name} already"):
                second.action_submit()
            two.rollback()
            second.env.invalidate_all(flush=False)
            two.execute(SQL(
                "SELECT claim_id FROM dms_claim_source WHERE scheme_id = %s", self.ids["scheme"]
            ))
            self.assertEqual(two.fetchall(), [(first.id,)])

    @mute_logger("odoo.sql_db")
    def test_two_runs_draft_one_claim(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            two.execute("SELECT 1")
            claim = self._draft(one)
            self.assertEqual(claim.claimed_amount, 10)
            claim.env.flush_all()
            one.commit()
            self.assertFalse(self._draft(two))
            two.commit()
            two.execute(SQL(
                "SELECT COUNT(*) FROM dms_claim WHERE claimant_id = %s", self.ids["distributor"]
            ))
            self.assertEqual(two.fetchone(), (1,))
