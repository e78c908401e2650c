from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, date_utils


@tagged("post_install", "-at_install")
class TestControlTowerTour(HttpCase):
    def test_tour(self):
        """See what is bad, go into a territory, open a scorecard and the records behind a value."""
        company = self.env["res.company"].create({"name": "Tower"})
        new_test_user(
            self.env, "tower_tour", "dms_distributor.group_manager", password="tower_tour",
            company_id=company.id, company_ids=[Command.set(company.ids)],
        )
        month = date_utils.start_of(fields.Date.today(), "month") - relativedelta(months=1)
        country = self.env["dms.territory"].create(
            {"name": "Tower Land", "code": "TWR", "company_id": company.id}
        )
        tiers = {
            role: self.env["dms.tier"].search([("role", "=", role)], limit=1, order=order)
            for role, order in (("distributor", "sequence"), ("outlet", "sequence desc"))
        }
        product = self.env["product.product"].create({"name": "Tower Soap"})
        for name in ("Tower North", "Tower South"):
            territory = self.env["dms.territory"].create(
                {"name": name, "code": name, "parent_id": country.id, "company_id": company.id}
            )
            common = {"dms_territory_id": territory.id, "company_id": company.id}
            distributor = self.env["res.partner"].create({
                "name": name, "dms_tier_id": tiers["distributor"].id, "partner_latitude": 20,
                "partner_longitude": 77 if name == "Tower North" else 79, **common,
            })
            outlet = self.env["res.partner"].create({
                "name": f"Outlet of {name}", "dms_tier_id": tiers["outlet"].id,
                "dms_upstream_id": distributor.id, **common,
            })
            self.env.flush_all()
            self.env.cr.execute(SQL(
                "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s", outlet.id
            ))
            if name == "Tower North":
                self.env["dms.secondary.sale"].create({
                    "company_id": company.id, "distributor_id": distributor.id,
                    "outlet_id": outlet.id, "product_id": product.id, "date": month,
                    "quantity": 1, "gross_amount": 10, "net_amount": 10, "source_key": "tower",
                })
        eco = self.env.ref("dms_distributor.kpi_eco")
        eco.threshold_ids.unlink()
        self.env["dms.kpi.threshold"].create(
            {"kpi_id": eco.id, "target": 0.9, "warning": 0.8, "bad": 0.65}
        )
        period = eco._get_period(company, month)
        eco._take_snapshots(period)
        self.env["dms.scorecard"]._rank_period(period)
        self.env.flush_all()
        self.start_tour("/odoo/control-tower", "dms_control_tower", login="tower_tour")
