from freezegun import freeze_time
from odoo.tests import tagged

from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestKpiSales(KpiCase):
    """What distributors sell, each figure worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products[0].list_price = 4
        # North, March: 100 + 60 invoiced, 10 taken back; March of last year: 80. South: 50, new.
        for values in (
            {"gross_amount": 100, "quantity": 10},
            {"gross_amount": 60, "quantity": 5, "outlet_id": cls.outlets[1].id,
             "invoice_reference": "INV2", "date": "2026-03-31"},
            {"gross_amount": -10, "quantity": -1, "invoice_reference": "CN1"},
            {"gross_amount": 80, "date": "2025-03-20", "invoice_reference": "OLD"},
            {"gross_amount": 20, "date": "2026-02-28", "invoice_reference": "FEB"},
            {"gross_amount": 50, "distributor_id": cls.second.id, "outlet_id": cls.outlets[3].id,
             "product_id": cls.products[1].id},
        ):
            cls._create_sale(**values)
        cls.env.flush_all()

    def test_value_growth_order_and_returns(self):
        self._take("secondary_sales", "growth", "average_order", "returns_rate")
        self._assert_parts("secondary_sales", self.first, 150, 0)
        snapshot = self._assert_parts("growth", self.first, 150, 80)
        self.assertAlmostEqual(snapshot.value, 0.875)
        self.assertFalse(self._get_snapshot("growth", self.second), "sold nothing last year")
        snapshot = self._assert_parts("average_order", self.first, 160, 2)
        self.assertEqual(snapshot.value, 80)
        self._assert_parts("returns_rate", self.first, 10, 160)

    def test_growth_of_a_running_month_compares_the_same_days(self):
        self._create_sale(gross_amount=40, date="2025-03-05", invoice_reference="EARLY")
        self._create_sale(gross_amount=30, date="2026-03-04", invoice_reference="NOW")
        self.env.flush_all()
        with freeze_time("2026-03-10"):
            self._take("growth")
            snapshot = self._assert_parts("growth", self.first, 30, 40)
        self.assertEqual(snapshot.value, -0.25)

    def test_velocity_runs_over_thirty_days(self):
        """2 March to 31 March: the sale of 28 February is older."""
        self._take("velocity")
        snapshot = self._assert_parts("velocity", self.first, 150, 30)
        self.assertEqual(snapshot.value, 5)

    def test_margin_at_list_price(self):
        """14 pieces landed at 4 each, sold for 150."""
        self._take("margin_health")
        self._assert_parts("margin_health", self.first, 150 - 14 * 4, 150)

    def test_goods_given_free_cost_too(self):
        self._create_sale(gross_amount=10, quantity=2, free_quantity=1, date="2026-04-02")
        self.env.flush_all()
        self._take("margin_health", day="2026-04-10")
        self._assert_parts("margin_health", self.first, 10 - 3 * 4, 10, day="2026-04-10")

    def test_channels(self):
        """Two outlets of a channel; a third without one."""
        other = self.env["dms.channel"].create(
            {"name": "Stalls", "code": "SMX", "company_id": self.company.id}
        )
        self.outlets[1].dms_channel_id = other
        self.env.flush_all()
        self._take("channel_value", "channel_margin")
        self._assert_parts("channel_value", self.first, 90, 150, channel_id=self.channel.id)
        self._assert_parts("channel_value", self.first, 60, 150, channel_id=other.id)
        self._assert_parts("channel_value", self.second, 0, 50, channel_id=other.id)
        self._assert_parts("channel_margin", self.first, 60 - 20, 94, channel_id=other.id)

    def test_quarter_and_year(self):
        period = self._take("secondary_sales", granularity="quarter")
        kept = self.Snapshot.search(
            [("granularity", "=", "quarter"), ("distributor_id", "=", self.first.id)]
        )
        self.assertEqual((kept.numerator, kept.date_from), (170, period.first))
        self.assertFalse(self._get_snapshot("secondary_sales", self.first), "no month was asked")

    def test_records_behind_a_value_add_up_to_it(self):
        self._take("secondary_sales", "velocity", "growth")
        for code, field in (
            ("secondary_sales", "net_amount"), ("velocity", "net_amount"),
        ):
            snapshot = self._get_snapshot(code, self.first)
            action = snapshot.action_open_records()
            records = self.env[action["res_model"]].search(action["domain"])
            self.assertAlmostEqual(sum(records.mapped(field)), snapshot.numerator, msg=code)
        action = self._get_snapshot("growth", self.first).action_open_records()
        records = self.env[action["res_model"]].search(action["domain"])
        self.assertAlmostEqual(sum(records.mapped("net_amount")), 150 + 80)
