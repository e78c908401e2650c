from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_secondary_month import SecondaryMonthCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20")
class TestSecondaryOverview(SecondaryMonthCase):
    """Figures against sums made by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("overview_manager", "dms_distributor.group_manager")
        cls._create_sale(date="2025-03-10", gross_amount=80, invoice_reference="L1")
        cls._create_sale(date="2025-05-10", gross_amount=500, invoice_reference="L2")
        cls._create_sale(date="2026-03-01", gross_amount=100, discount_amount=10)
        cls._create_sale(
            date="2026-03-31", gross_amount=30, product_id=cls.products[1].id,
            outlet_id=cls.outlets[1].id, invoice_reference="INV2",
        )
        cls._create_sale(
            date="2026-03-31", gross_amount=-20, quantity=-1, invoice_reference="CN1"
        )
        cls._create_sale(
            date="2026-05-02", gross_amount=60, distributor_id=cls.second.id,
            outlet_id=cls.outlets[3].id, product_id=cls.products[2].id,
        )
        cls._create_sale(date="2026-05-03", gross_amount=7, outlet_id=False)
        cls.env.flush_all()

    @classmethod
    def _create_user(cls, login, group, **values):
        return new_test_user(
            cls.env, login, group,
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)], **values,
        )

    def _overview(self, user=None, date_from="2026-03-01", date_to="2026-05-01", **filters):
        filters = {"date_from": date_from, "date_to": date_to, **filters}
        model = self.env["dms.secondary.overview"].with_user(user or self.manager)
        return model.get_overview(filters)

    def assertRanking(self, rows, expected):
        self.assertEqual([(row["id"], row["net"]) for row in rows], expected)

    def test_tiles(self):
        tiles = self._overview()["tiles"]
        self.assertEqual((tiles["net"], tiles["lines"]), (167, 5))
        # May still runs: March and April, 100, against March and April of 2025, 80.
        self.assertAlmostEqual(tiles["growth"], 0.25)
        self.assertEqual(tiles["growth_from"], date(2025, 3, 1))
        self.assertEqual(tiles["growth_to"], date(2025, 4, 1))
        earlier = self._overview(date_from="2026-01-01")["tiles"]
        self.assertEqual(earlier["growth_from"], date(2025, 3, 1))
        self.assertAlmostEqual(tiles["returns_rate"], 20 / 187)
        # INV1 of March, INV2, INV1 of the other distributor, INV1 over the counter in May
        self.assertEqual(tiles["invoices"], 4)
        self.assertAlmostEqual(tiles["average_order"], 187 / 4)
        tiles = self._overview(territory_id=self.country.id)["tiles"]
        self.assertEqual((tiles["outlets_bought"], tiles["outlets"]), (3, 6))

    def test_pending_outlets_count(self):
        """An outlet that an upload registered buys, though nobody has confirmed it."""
        self.outlets[0].dms_state = "pending"
        tiles = self._overview(territory_id=self.country.id)["tiles"]
        self.assertEqual((tiles["outlets_bought"], tiles["outlets"]), (3, 6))
        self.outlets[0].dms_state = "ended"
        tiles = self._overview(territory_id=self.country.id)["tiles"]
        self.assertEqual((tiles["outlets_bought"], tiles["outlets"]), (2, 5))

    def test_months(self):
        self.assertEqual(
            self._overview()["months"],
            [
                {"month": date(2026, 3, 1), "net": 100, "previous": 80},
                {"month": date(2026, 4, 1), "net": 0, "previous": 0},
                {"month": date(2026, 5, 1), "net": 67, "previous": 500},
            ],
        )

    def test_rankings(self):
        overview = self._overview()
        self.assertRanking(
            overview["products"],
            [(self.products[0].id, 77), (self.products[2].id, 60), (self.products[1].id, 30)],
        )
        self.assertAlmostEqual(overview["products"][0]["share"], 77 / 167)
        self.assertRanking(
            overview["outlets"],
            [
                (self.outlets[0].id, 70), (self.outlets[3].id, 60), (self.outlets[1].id, 30),
                (False, 7),
            ],
        )
        self.assertEqual(overview["outlets"][0]["name"], self.outlets[0].display_name)
        self.assertFalse(overview["outlets"][3]["name"])
        self.assertRanking(overview["distributors"], [(self.first.id, 107), (self.second.id, 60)])
        self.assertRanking(overview["territories"], [(self.north.id, 107), (self.south.id, 60)])
        self.assertEqual(overview["territories"][0]["name"], "North")
        self.assertRanking(overview["channels"], [(self.channel.id, 160), (False, 7)])

    def test_filter_by_distributor(self):
        overview = self._overview(distributor_ids=self.second.ids)
        self.assertEqual(overview["tiles"]["net"], 60)
        self.assertEqual(overview["tiles"]["outlets"], 3)
        self.assertRanking(overview["products"], [(self.products[2].id, 60)])

    def test_filter_by_territory(self):
        overview = self._overview(territory_id=self.north.id)
        self.assertEqual(overview["tiles"]["net"], 107)
        self.assertRanking(overview["territories"], [(self.north.id, 107)])
        overview = self._overview(territory_id=self.country.id)
        self.assertRanking(overview["territories"], [(self.north.id, 107), (self.south.id, 60)])

    def test_products_of_a_territory_served_from_elsewhere(self):
        """Products are those that the territory's outlets bought, whoever sold them."""
        self._create_sale(
            date="2026-04-01", gross_amount=9, outlet_id=self.outlets[4].id,
            product_id=self.products[3].id,
        )
        self.env.flush_all()
        overview = self._overview(territory_id=self.south.id)
        self.assertEqual(overview["tiles"]["net"], 69)
        self.assertRanking(
            overview["products"], [(self.products[2].id, 60), (self.products[3].id, 9)]
        )

    def test_user_sees_own_territory(self):
        user = self._create_user(
            "overview_north", "dms_distributor.group_user",
            dms_territory_ids=[Command.set(self.north.ids)],
        )
        overview = self._overview(user)
        self.assertEqual(overview["tiles"]["net"], 107)
        self.assertEqual(overview["tiles"]["outlets"], 3)
        self.assertRanking(overview["distributors"], [(self.first.id, 107)])
        stranger = self._overview(user, distributor_ids=self.second.ids)
        self.assertEqual((stranger["tiles"]["net"], stranger["tiles"]["outlets"]), (0, 0))
        self.assertFalse(stranger["is_empty"])

    def test_nothing_to_show(self):
        user = self._create_user("overview_nobody", "dms_distributor.group_user")
        overview = self._overview(user)
        self.assertTrue(overview["is_empty"])
        self.assertIsNone(overview["tiles"]["growth"])
        self.assertIsNone(overview["tiles"]["returns_rate"])
        self.assertEqual(overview["products"], [])

    def test_running_month_has_no_growth(self):
        tiles = self._overview(date_from="2026-05-01")["tiles"]
        self.assertIsNone(tiles["growth"])
        self.assertFalse(tiles["growth_from"])

    def test_default_period_is_twelve_months(self):
        period = self.env["dms.secondary.overview"].get_overview()["period"]
        self.assertEqual(period, {"date_from": date(2025, 6, 1), "date_to": date(2026, 5, 1)})

    def test_bad_period(self):
        with self.assertRaisesRegex(UserError, "ends .* before it begins"):
            self._overview(date_from="2026-06-01")
        with self.assertRaisesRegex(UserError, "not readable"):
            self._overview(date_to="yesterday")

    def test_currencies_are_converted(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XSM", "symbol": "x",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4})],
            }
        )
        other = self.env["res.company"].create({"name": "Abroad", "currency_id": currency.id})
        self.manager.company_ids |= other
        self._create_sale(company_id=other.id, date="2026-04-01", gross_amount=400)
        self.env.flush_all()
        model = self.env["dms.secondary.overview"].with_user(self.manager)
        model = model.with_context(allowed_company_ids=(self.company | other).ids)
        self.env["res.currency.rate"].create(
            {"currency_id": self.company.currency_id.id, "name": "2020-01-01", "rate": 1}
        )
        overview = model.get_overview({"date_from": "2026-03-01", "date_to": "2026-05-01"})
        self.assertAlmostEqual(overview["tiles"]["net"], 267)

    def test_query_count(self):
        self.env.invalidate_all()
        self._overview()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self._overview()
