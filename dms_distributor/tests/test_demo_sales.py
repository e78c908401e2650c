from datetime import date

import polars as pl
from odoo.tests import BaseCase, tagged

from ..demo_sales import Market, Outlet, Product, add_unknown_product, generate, write_file
from ..demo_sales.files import LAYOUTS
from ..ingest import interpret, read_raw, suggest_layout


@tagged("post_install", "-at_install")
class TestDemoSales(BaseCase):
    """The generator of demo sales: figures that hang together, files that read back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = Market(
            outlets=[
                Outlet(f"D{n % 2}-{n:03}", f"Shop {n}", f"D{n % 2}", "ABCD"[n % 4])
                for n in range(20)
            ],
            products=[
                Product(f"{group}-{n:02}", f"{group} {n}", 0.2 + n, 12)
                for group in ("BIS", "TEA", "JUI", "XYZ")
                for n in range(5)
            ],
            first=date(2025, 1, 1),
            last=date(2025, 12, 20),
            ended={"D1": date(2025, 6, 30)},
        )
        cls.lines = generate(cls.market)

    def test_same_input_gives_the_same_lines(self):
        self.assertTrue(self.lines.equals(generate(self.market)))

    def test_period_and_end_of_a_distributor(self):
        self.assertGreaterEqual(self.lines["date"].min(), self.market.first)
        self.assertLessEqual(self.lines["date"].max(), self.market.last)
        ended = self.lines.filter(pl.col("distributor") == "D1")
        self.assertLessEqual(ended["date"].max(), date(2025, 6, 30))

    def test_amounts_hang_together(self):
        cents = self.lines.select(
            (pl.col("gross", "discount", "net") * 100).round().cast(pl.Int64), "quantity",
            price=(pl.col("price") * 100).round().cast(pl.Int64),
        )
        self.assertTrue((cents["net"] == cents["gross"] - cents["discount"]).all())
        self.assertTrue((cents["gross"] == cents["quantity"] * cents["price"]).all())
        self.assertTrue((cents["quantity"] != 0).all())

    def test_it_has_returns_promotions_and_free_goods(self):
        back = self.lines.filter(pl.col("quantity") < 0)
        self.assertTrue(0 < back.height < self.lines.height / 10)
        self.assertTrue(back["invoice"].str.starts_with("CN").all())
        self.assertGreater(self.lines["discount"].sum(), 0)
        self.assertGreater(self.lines["free"].sum(), 0)

    def test_invoice_has_one_outlet_and_date(self):
        kinds = self.lines.group_by("distributor", "invoice").agg(
            pl.col("outlet_code", "date").n_unique()
        )
        self.assertTrue((kinds["outlet_code"] == 1).all())
        self.assertTrue((kinds["date"] == 1).all())

    def test_unknown_product(self):
        spoilt = add_unknown_product(self.lines, 100)
        unknown = spoilt.filter(pl.col("product_code") == "HAMPER-25")
        self.assertEqual(unknown.height, -(-self.lines.height // 100))
        self.assertEqual(spoilt["net"].sum(), self.lines["net"].sum())

    def test_files_read_back(self):
        """Each layout is understood without help, to the last cent."""
        lines = self.lines.filter(pl.col("distributor") == "D0")
        for layout in range(len(LAYOUTS)):
            file_name, content = write_file(layout, "Some Traders", lines)
            with self.subTest(layout=LAYOUTS[layout].__name__, file_name=file_name):
                raw = read_raw(content, file_name)
                found = interpret(raw, suggest_layout(raw))
                self.assertFalse(found.rejected.height)
                self.assertEqual(found.rows.height, lines.height)
                amounts = found.rows["net_amount"].cast(pl.Decimal(18, 4))
                self.assertAlmostEqual(float(amounts.sum()), lines["net"].sum(), 6)
                self.assertEqual(found.rows["date"].to_list(), lines["date"].to_list())
                self.assertEqual(
                    found.rows["outlet_code"].to_list(), lines["outlet_code"].to_list()
                )
