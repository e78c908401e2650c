from odoo.tests import tagged

from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestKpiMarket(KpiCase):
    """How far distributors reach; three outlets in the north, three in the south."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # North, March: two outlets buy, one of them from the south. January: the third for 40.
        for values in (
            {"gross_amount": 100, "product_id": cls.products[0].id},
            {"gross_amount": 20, "product_id": cls.products[1].id},
            {"gross_amount": 60, "outlet_id": cls.outlets[1].id, "distributor_id": cls.second.id},
            {"gross_amount": 40, "outlet_id": cls.outlets[2].id, "date": "2026-01-10",
             "product_id": cls.products[2].id},
            {"gross_amount": 5, "outlet_id": None, "product_id": cls.products[0].id},
        ):
            cls._create_sale(**values)
        cls.env.flush_all()

    def test_numeric_distribution_counts_an_outlet_for_its_supplier(self):
        self._take("numeric_distribution")
        self._assert_parts("numeric_distribution", self.first, 2, 3)
        self._assert_parts("numeric_distribution", self.second, 0, 3)

    def test_outlets_out_of_service_leave_the_universe(self):
        self.outlets[2].dms_state = "ended"
        self.outlets[5].dms_state = "pending"
        self.env.flush_all()
        self._take("numeric_distribution", "eco")
        self._assert_parts("numeric_distribution", self.first, 2, 2)
        self._assert_parts("numeric_distribution", self.second, 0, 3)
        self._assert_parts("eco", self.second, 0, 2)

    def test_outlets_of_later_are_not_missed_earlier(self):
        late = self._create_partner("Late", self.tier_outlet, self.north, self.first)
        self.env.flush_all()
        self._take("numeric_distribution")
        self._assert_parts("numeric_distribution", self.first, 2, 3)
        self._create_sale(outlet_id=late.id, date="2026-02-01", invoice_reference="LATE")
        self.env.flush_all()
        self._take("numeric_distribution")
        self._assert_parts("numeric_distribution", self.first, 2, 4)

    def test_a_returned_sale_does_not_reach_an_outlet(self):
        sale = self._create_sale(
            outlet_id=self.outlets[3].id, distributor_id=self.second.id, gross_amount=9
        )
        sale.action_reverse()
        self.env.flush_all()
        self._take("eco")
        self._assert_parts("eco", self.second, 0, 3)

    def test_weighted_distribution(self):
        """Outlets weigh 120, 60 and 40; those of 120 and 60 bought in March."""
        self._take("weighted_distribution")
        self._assert_parts("weighted_distribution", self.first, 180, 220)

    def test_sku_penetration(self):
        """Three products are listed; the north sold two in March, the south one."""
        self._take("sku_penetration")
        self._assert_parts("sku_penetration", self.first, 2, 3)
        self._assert_parts("sku_penetration", self.second, 1, 3)

    def test_coverage_of_territories(self):
        self.country.write({"area": 2000, "population": 6000})
        self.north.area = 500
        self.env.flush_all()
        self._take("coverage_area", "coverage_population")
        none = self.env["res.partner"]
        self._assert_parts("coverage_area", none, 6, 2, territory_id=self.country.id)
        self._assert_parts("coverage_area", none, 3, 0.5, territory_id=self.north.id)
        snapshot = self._assert_parts(
            "coverage_population", none, 6, 6, territory_id=self.country.id
        )
        self.assertEqual(snapshot.value, 1)
        action = snapshot.action_open_records()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.outlets)
