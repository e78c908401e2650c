from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import date_utils


@tagged("post_install", "-at_install")
class TestSecondaryOverviewBrowser(HttpCase):
    def _create_partner(self, name, role, **values):
        tier = self.env["dms.tier"].search([("role", "=", role)], limit=1) or self.env[
            "dms.tier"
        ].create({"name": role, "code": f"T-{role}", "role": role})
        return self.env["res.partner"].create({"name": name, "dms_tier_id": tier.id, **values})

    def test_tour(self):
        """Open, change the period, choose a distributor, open a product's sums and come back."""
        company = self.env["res.company"].create({"name": "Tour"})
        new_test_user(
            self.env, "overview_tour", "dms_distributor.group_manager",
            password="overview_tour", company_id=company.id, company_ids=[(6, 0, company.ids)],
        )
        month = date_utils.start_of(fields.Date.today(), "month") - relativedelta(months=1)
        product = self.env["product.product"].create({"name": "Tour Soap"})
        sales = [("Tour East", month, 120), ("Tour West", month, 80)]
        sales.append(("Tour East", month - relativedelta(months=3), 100))
        partners = {
            name: self._create_partner(name, "distributor", company_id=company.id)
            for name in ("Tour East", "Tour West")
        }
        self.env["dms.secondary.sale"].create(
            [
                {
                    "company_id": company.id,
                    "distributor_id": partners[name].id,
                    "product_id": product.id,
                    "date": day,
                    "quantity": 1,
                    "gross_amount": amount,
                    "net_amount": amount,
                    "source_key": f"tour{number}",
                }
                for number, (name, day, amount) in enumerate(sales)
            ]
        )
        self.start_tour("/odoo/sales-overview", "dms_sales_overview", login="overview_tour")

    def test_unit_tests(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40dms_distributor%22",
            "", "", login="admin", timeout=300, success_signal="[HOOT] Test suite succeeded",
        )
