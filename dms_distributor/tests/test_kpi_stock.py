from freezegun import freeze_time
from odoo.tests import tagged

from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestKpiStock(KpiCase):
    """Stock, credit and must-stock products; stock by month is written as its owner computes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ledger = cls.env["dms.stock.ledger"].search(
            [("distributor_id", "=", cls.first.id), ("company_id", "=", cls.company.id)]
        ) or cls.env["dms.stock.ledger"].create(
            {"distributor_id": cls.first.id, "company_id": cls.company.id}
        )
        cls.env["dms.stock.month"].search([("distributor_id", "=", cls.first.id)]).unlink()
        # Of the first product a lot is sold, of the second nothing, of the third little.
        rows = ((0, "2026-03-01", 100, 60, 50, 300), (1, "2026-03-01", 40, 40, 0, 0),
                (2, "2026-03-01", 20, 20, 5, 30), (0, "2026-02-01", 80, 100, 50, 310))
        cls.env["dms.stock.month"].create([
            {"ledger_id": ledger.id, "company_id": cls.company.id, "distributor_id": cls.first.id,
             "product_id": cls.products[product].id, "month": month,
             "opening_quantity": opening, "closing_quantity": closing, "sold_quantity": sold,
             "opening_value": opening * 6, "closing_value": closing * 6, "sold_value": cost}
            for product, month, opening, closing, sold, cost in rows
        ])
        cls.env.flush_all()

    def test_inventory_turns(self):
        """March: 330 of cost, 365 / 31 a year; stock 960 at its beginning and 720 at its end."""
        self._take("inventory_turns")
        self._assert_parts("inventory_turns", self.first, 330 * 365 / 31, (960 + 720) / 2)

    def test_cash_cycle_without_debts_is_days_of_stock(self):
        self._take("cash_cycle")
        self._assert_parts("cash_cycle", self.first, 840 * 31, 330)

    def test_slow_movers(self):
        """Turns in the months up to March: 100 / 85, 0 / 40 and 5 / 20."""
        self._take("slow_movers")
        snapshot = self._assert_parts("slow_movers", self.first, (40 + 20) * 6, 120 * 6)
        self.assertEqual(snapshot.value, 0.5)
        self.env["ir.config_parameter"].set_param("dms_distributor.slow_mover_turns", "0.1")
        self._take("slow_movers")
        self._assert_parts("slow_movers", self.first, 40 * 6, 120 * 6)
        action = snapshot.action_open_records()
        found = self.env["dms.stock.month"].search(action["domain"])
        self.assertEqual(len(found), 3)

    def test_range_selling(self):
        """Two products are a must everywhere, a third in the south: 6 and 9 pairs."""
        self.env["dms.must.stock"].create([
            {"name": "All", "company_id": self.company.id, "line_ids": [
                (0, 0, {"product_id": product.id}) for product in self.products[:2]
            ]},
            {"name": "South", "company_id": self.company.id, "territory_ids": self.south.ids,
             "line_ids": [(0, 0, {"product_id": self.products[2].id})]},
            {"name": "Over", "company_id": self.company.id, "date_end": "2026-02-28",
             "line_ids": [(0, 0, {"product_id": self.products[3].id})]},
            {"name": "Distributors", "company_id": self.company.id,
             "tier_ids": self.tier_distributor.ids,
             "line_ids": [(0, 0, {"product_id": self.products[3].id})]},
        ])
        for outlet, product in ((0, 0), (0, 0), (0, 1), (1, 1), (1, 3), (3, 2)):
            self._create_sale(
                outlet_id=self.outlets[outlet].id, product_id=self.products[product].id,
                distributor_id=(self.first if outlet < 3 else self.second).id,
            )
        sale = self._create_sale(
            outlet_id=self.outlets[2].id, product_id=self.products[0].id
        )
        sale.action_reverse()
        self.env.flush_all()
        self._take("range_selling")
        self._assert_parts("range_selling", self.first, 3, 6)
        self._assert_parts("range_selling", self.second, 1, 9)

    def test_credit_utilisation_at_the_end_of_a_month(self):
        """A permanent limit of 1,000 and a temporary one of 500 in March; nothing is owed."""
        limits = self.env["dms.credit.limit"].create([
            {"company_id": self.company.id, "partner_id": self.first.id, "amount": 1000,
             "date_from": "2026-01-01", "reason": "Test"},
            {"company_id": self.company.id, "partner_id": self.first.id, "amount": 500,
             "kind": "temporary", "date_from": "2026-03-01", "date_to": "2026-03-31",
             "reason": "Test"},
        ])
        with freeze_time("2026-03-02"):
            for limit in limits:
                limit.action_submit()
                limit.sudo().action_approve()
        self.env.flush_all()
        self._take("credit_utilisation")
        self._assert_parts("credit_utilisation", self.first, 0, 1500)
        self._take("credit_utilisation", day="2026-04-15")
        self._assert_parts("credit_utilisation", self.first, 0, 1000, day="2026-04-15")
