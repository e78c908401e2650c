import re

from dateutil.relativedelta import relativedelta
from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalSales(PortalCommon):
    def _get_references(self, page=None, **parameters):
        """Numbers of the invoices listed, in their order."""
        page = page or self.get_page("/my/sales", **parameters)
        return re.findall(r'href="/my/sales/\d+">\s*([^<]+?)\s*</a>', page)

    def test_pages_are_for_distributors_only(self):
        self.assert_for_distributors_only(
            "/my/sales", "/my/sales/page/2", f"/my/sales/{self.north_sale.id}"
        )

    def test_list_shows_the_own_network(self):
        self.log_in("portal_north")
        self.assertCountEqual(self._get_references(), ["N-1", "NS-1"])
        self.log_in("portal_south")
        self.assertEqual(self._get_references(), ["S-1"])

    def test_foreign_sale_is_not_shown(self):
        self.log_in("portal_north")
        for sale_id in (self.south_sale.id, 2**31 - 1):
            self.assert_redirected(f"/my/sales/{sale_id}", "/my/sales")

    def test_lines_make_an_invoice(self):
        line = self._create_sale(
            self.north, self.north_outlet, "N-1", 25.5, product_id=self.products[1].id
        )
        self._create_sale(self.north, self.north_outlet, "N-1", -10)
        self.log_in("portal_north")
        page = self.get_page("/my/sales", search="N-1", search_in="invoice")
        self.assertEqual(self._get_references(page), ["N-1"])
        self.assertIn("115.50", page)
        page = self.get_page(f"/my/sales/{line.id}")
        for text in ("Soap 100 g", "Tea 250 g", "115.50", "Return", "Corner Shop"):
            self.assertIn(text, page)

    def test_corrected_lines_are_marked(self):
        self.north_sale.action_reverse()
        self.log_in("portal_north")
        page = self.get_page(f"/my/sales/{self.north_sale.id}")
        self.assertIn(">Corrected<", page)
        self.assertIn(">Correction<", page)

    def test_same_number_of_two_outlets_is_two_invoices(self):
        other = self._create_partner("Other Shop", self.tiers["outlet"], upstream=self.north)
        sale = self._create_sale(self.north, other, "N-1", 5)
        self.log_in("portal_north")
        self.assertCountEqual(self._get_references(), ["N-1", "N-1", "NS-1"])
        self.assertNotIn("Corner Shop", self.get_page(f"/my/sales/{sale.id}"))

    def test_list_filters(self):
        old = self.today - relativedelta(years=2)
        self._create_sale(self.north, self.north_outlet, "OLD-1", 5, date=old)
        self._create_sale(
            self.north, self.north_outlet, "N-2", -5, product_id=self.products[1].id
        )
        self.log_in("portal_north")
        cases = (
            ({}, {"N-1", "N-2", "NS-1"}),
            ({"period": "ever"}, {"N-1", "N-2", "NS-1", "OLD-1"}),
            ({"date_end": old.isoformat()}, {"OLD-1"}),
            ({"date_begin": old.isoformat(), "date_end": "nonsense"},
             {"N-1", "N-2", "NS-1", "OLD-1"}),
            ({"filterby": "returns"}, {"N-2"}),
            ({"filterby": "sales"}, {"N-1", "NS-1"}),
            ({"outlet": self.sub_outlet.id}, {"NS-1"}),
            ({"distributor": self.north.id}, {"N-1", "N-2"}),
            ({"search": "tea", "search_in": "product"}, {"N-2"}),
            ({"search": "T-SOAP", "search_in": "product"}, {"N-1", "NS-1"}),
            ({"search": "corner", "search_in": "outlet"}, {"N-1", "N-2"}),
            ({"search": "harbour", "search_in": "outlet"}, set()),
            # Not offered or not visible: as if not asked for.
            ({"outlet": self.south_outlet.id, "sortby": "x", "period": "x", "filterby": "x"},
             {"N-1", "N-2", "NS-1"}),
        )
        for parameters, expected in cases:
            for groupby in ("none", "month", "outlet", "distributor"):
                with self.subTest(**parameters, by=groupby):
                    found = self._get_references(**{"groupby": groupby, **parameters})
                    self.assertCountEqual(found, expected)

    def test_sorting_and_pages(self):
        for number in range(45):
            self._create_sale(self.north, self.north_outlet, f"P-{number:03}", 1000 + number)
        self.log_in("portal_north")
        highest = [f"P-{number:03}" for number in range(44, -1, -1)] + ["N-1", "NS-1"]
        self.assertEqual(self._get_references(sortby="highest"), highest[:40])
        page = self.get_page("/my/sales/page/2", sortby="highest")
        self.assertEqual(self._get_references(page), highest[40:])
        self.assertEqual(self._get_references(sortby="lowest"), highest[:-41:-1])

    def test_summary(self):
        month = self.today.replace(day=1)
        for reference, amount, day in (
            ("L-1", 400, month - relativedelta(days=1)),
            ("Y-1", 70, month - relativedelta(years=1)),
        ):
            self._create_sale(self.north, self.north_outlet, reference, amount, date=day)
        self._create_sale(self.north, self.north_outlet, "R-1", -35)
        self.log_in("portal_north")
        page = self.get_page("/my/sales")
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
        # 100 of the distributor and 40 of its sub-distributor, less 35 returned.
        self.assertRegex(text, r"This month \$ 105\.00")
        self.assertRegex(text, r"Last month \$ 400\.00")
        self.assertRegex(text, r"Growth on last year \+ ?50\.0 %")
        self.assertRegex(text, r"Outlets this month 2 of 2")
        self.assertRegex(text, r"Returns 6\.5 %", "35 of 540 sold")

    def test_empty_period_says_when_the_latest_sales_were(self):
        self.log_in("portal_north")
        page = self.get_page("/my/sales", date_end="2001-01-01")
        self.assertIn("No sales in this period", page)

    def test_no_sales_yet_has_a_hint(self):
        self._create_user(
            "portal_new", "base.group_portal",
            self._create_partner("New Traders", self.tiers["distributor"]),
        )
        self.log_in("portal_new")
        page = self.get_page("/my/sales")
        self.assertIn("No sales yet", page)
        self.assertIn("/my/uploads/new", page)

    def test_sales_of_another_company_stay_apart(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        self._create_sale(self.north, self.north_outlet, "N-2", 5, company_id=company.id)
        self.log_in("portal_north")
        self.assertCountEqual(self._get_references(), ["N-1", "NS-1"])

    def test_queries_do_not_grow_with_lines(self):
        self.log_in("portal_north")

        def count_queries():
            self.url_open("/my/sales")
            self.url_open("/my/sales")
            profile = self.profile(collectors=["sql"], db=False)
            with profile:
                self.url_open("/my/sales")
            [request] = profile._profiler__.sub_profilers
            return len(request.collectors[0].entries)

        few = count_queries()
        self.assertGreater(few, 5)
        outlets = self.env["res.partner"].create([
            {"name": f"Shop {number}", "dms_tier_id": self.tiers["outlet"].id,
             "dms_upstream_id": self.north.id, "dms_state": "active"}
            for number in range(30)
        ])
        for number, outlet in enumerate(outlets):
            for line in range(5):
                self._create_sale(self.north, outlet, f"Q-{number}", 10 + line)
        self.assertEqual(count_queries(), few)
