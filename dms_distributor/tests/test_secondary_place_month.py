from datetime import date

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common_secondary_month import SecondaryMonthCase

FIGURES = ("net_amount", "return_amount", "line_count", "invoice_count", "invoiced_amount")


@tagged("post_install", "-at_install")
class TestSecondaryPlaceMonth(SecondaryMonthCase):
    """Sums by place follow the sums by outlet and the places of partners."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for values in (
            {"gross_amount": 100},
            {"gross_amount": 60, "outlet_id": cls.outlets[1].id, "invoice_reference": "INV2"},
            {"gross_amount": -10, "quantity": -1, "invoice_reference": "CN1"},
            # Sold across the border, and over the counter.
            {"gross_amount": 30, "outlet_id": cls.outlets[3].id, "invoice_reference": "INV3"},
            {"gross_amount": 5, "outlet_id": None, "invoice_reference": "INV4"},
            {"gross_amount": 7, "outlet_id": None, "date": "2026-04-01"},
        ):
            cls._create_sale(**values)
        cls.env.flush_all()
        cls.Place = cls.env["dms.secondary.place.month"]

    def _get_nets(self, month="2026-03-01"):
        return {
            (territory, channel): net
            for territory, channel, net in self.Place._read_group(
                [("company_id", "=", self.company.id), ("month", "=", month),
                 ("net_amount", "!=", 0)],
                ["territory_id", "channel_id"], ["net_amount:sum"],
            )
        }

    def _assert_sums_agree(self):
        aggregates = [f"{name}:sum" for name in FIGURES]
        domain = [("company_id", "=", self.company.id)]
        groupby = ["distributor_id", "month:month"]
        by_outlet = self.env["dms.secondary.outlet.month"]._read_group(domain, groupby, aggregates)
        self.assertEqual(self.Place._read_group(domain, groupby, aggregates), by_outlet)
        for distributor in (self.first, self.second):
            self.assertFalse(self.Place._mend(distributor))

    def test_a_sale_lies_where_its_outlet_does(self):
        none = self.env["dms.channel"]
        self.assertEqual(self._get_nets(), {
            (self.north, self.channel): 150, (self.south, self.channel): 30, (self.north, none): 5,
        })
        self._assert_sums_agree()

    def test_reversals_follow(self):
        self.Sale.search([("gross_amount", "=", 60), ("company_id", "=", self.company.id)]
                         ).action_reverse()
        self.env.flush_all()
        self.assertEqual(self._get_nets()[self.north, self.channel], 90)
        self._assert_sums_agree()

    def test_an_outlet_that_moves_takes_its_sales_along(self):
        other = self.env["dms.channel"].create({"name": "Stalls", "code": "SMX"})
        self.outlets[1].write({"dms_territory_id": self.south.id, "dms_channel_id": other.id})
        self.env.flush_all()
        nets = self._get_nets()
        self.assertEqual(nets[self.south, other], 60)
        self.assertEqual(nets[self.north, self.channel], 90)
        self._assert_sums_agree()

    def test_a_distributor_that_moves_takes_what_lies_nowhere_else(self):
        self.first.dms_territory_id = self.south
        self.env.flush_all()
        nets = self._get_nets()
        self.assertEqual(nets[self.south, self.env["dms.channel"]], 5)
        self.assertEqual(nets[self.north, self.channel], 150)
        self._assert_sums_agree()

    def test_outlets_rank_the_same_by_years_and_by_months(self):
        """Over the turn of a year, and when a reversal comes later."""
        self._create_sale(gross_amount=40, date="2025-12-31", outlet_id=self.outlets[1].id)
        self._create_sale(gross_amount=9, date="2025-11-30").action_reverse()
        self.env.flush_all()
        years = self.env["dms.secondary.outlet.year"]
        for first, last in (
            (date(2025, 12, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 3, 1)),
            (date(2024, 6, 1), date(2025, 12, 1)), (date(2025, 11, 1), date(2025, 11, 1)),
        ):
            domain = Domain("company_id", "=", self.company.id)
            rows = self.env["dms.secondary.outlet.month"]._read_group(
                domain & Domain("month", ">=", first) & Domain("month", "<=", last),
                ["outlet_id"], ["net_amount:sum"], order="net_amount:sum DESC, outlet_id:min",
            )
            best = years._get_best(domain, first, last, 10)
            self.assertEqual(
                {outlet: net for outlet, net in best.items() if net},
                {outlet: net for outlet, net in rows if net},
            )
        self.assertFalse(years._mend(self.first))
        self.env.cr.execute("UPDATE dms_secondary_outlet_year SET net_03 = 1")
        self.assertTrue(years._mend(self.first))
        self.assertFalse(years._mend(self.first))

    def test_what_differs_is_mended(self):
        self.env.cr.execute(
            "UPDATE dms_secondary_place_month SET net_amount = 1 WHERE company_id = %s",
            [self.company.id],
        )
        self.Place.invalidate_model()
        self.assertTrue(self.Place._mend(self.first))
        self._assert_sums_agree()

    def test_the_overview_is_the_same_from_outlets_and_places(self):
        """A user with a network reads the outlets, one with its territory the places."""
        users = [
            new_test_user(
                self.env, login, "dms_distributor.group_user", company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)], **scope,
            )
            for login, scope in (
                ("place_network", {"dms_network_ids": [(6, 0, self.first.ids)]}),
                ("place_territory", {"dms_territory_ids": [(6, 0, self.north.ids)]}),
            )
        ]
        self.env.flush_all()
        filters = {"date_from": date(2026, 3, 1), "date_to": date(2026, 4, 1)}
        overview = self.env["dms.secondary.overview"]
        models = [overview.with_user(user)._get_place_model()._name for user in users]
        self.assertEqual(models, ["dms.secondary.outlet.month", "dms.secondary.place.month"])
        by_network, by_territory = (
            overview.with_user(user).get_overview(filters) for user in users
        )
        for name in ("tiles", "months", "products", "territories", "channels", "outlets"):
            self.assertEqual(by_network[name], by_territory[name], name)
        self.assertEqual(by_network["tiles"]["net"], 192)
