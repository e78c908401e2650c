from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.fields import Command
from odoo.tools import SQL


class SchemeRaceCase(RaceCase):
    """With a distributor that earns ten per cent of what it sells, and a sale of 100."""

    def _prepare(self, env):
        """:return: the scheme"""
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
        self.company, self.tier, self.distributor = env.company.id, tier.id, distributor.id
        self.product, self.scheme = product.id, scheme.id
        env.flush_all()
        self._sell(env.cr, "2025-02-01", 100)
        # Whoever runs jobs leaves the counting to the test.
        env.cr.execute(SQL(
            "DELETE FROM queue_job WHERE model_name = %s AND state = 'pending'",
            "dms.scheme.entitlement",
        ))
        return scheme

    def _clean(self, env):
        self._delete(env, "scheme_id", self.scheme, "dms_scheme_grant")
        self._delete(
            env, "distributor_id", self.distributor,
            "dms_scheme_entitlement", "dms_price_breach", "dms_secondary_sale",
            "dms_scheme_pending", "dms_stock_pending", "dms_stock_ledger",
        )
        self._delete(env, "id", self.scheme, "dms_scheme")
        env["res.partner"].browse(self.distributor).unlink()
        env["product.product"].browse(self.product).unlink()
        env["dms.tier"].browse(self.tier).unlink()

    def _get_env(self, cursor):
        env = super()._get_env(cursor)
        return env(context={"allowed_company_ids": env.company.ids, "tracking_disable": True})

    def _sell(self, cursor, day, net):
        """Record a sale by SQL.

        :return: its identifier
        """
        cursor.execute(SQL(
            "INSERT INTO dms_secondary_sale (company_id, distributor_id, product_id, date,"
            " quantity, free_quantity, gross_amount, discount_amount, net_amount, source,"
            " source_key) VALUES (%s, %s, %s, %s, 1, 0, %s, 0, %s, 'api', %s) RETURNING id",
            self.company, self.distributor, self.product, day, net, net, f"race:{day}",
        ))
        return cursor.fetchone()[0]
