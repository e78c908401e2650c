"""Files as distributors send them, understood with nothing set by hand."""

import unittest
from decimal import Decimal

from ..ingest import NO_HEADER, interpret, suggest_layout
from .common_ingest import add_up, read_sample


class TestIngestSamples(unittest.TestCase):
    def understand(self, name):
        raw = read_sample(name)
        layout = suggest_layout(raw)
        done = interpret(raw, layout)
        numbers = [*done.rows["row"], *done.rejected["row"], *done.ignored["row"]]
        self.assertEqual(sorted(numbers), raw.frame["row"].to_list())
        for gross, discount, net in done.rows.select(
            "gross_amount", "discount_amount", "net_amount"
        ).rows():
            self.assertEqual(Decimal(gross) - Decimal(discount), Decimal(net))
        return raw, layout, done

    def test_register(self):
        raw, layout, done = self.understand("january_register.xls")
        self.assertEqual(done.header_row, 4)
        self.assertEqual(layout.columns["net_amount"], "Amount")
        self.assertEqual(layout.date_formats, ("%d-%m-%Y",))
        self.assertEqual(layout.returns, "negative")
        self.assertFalse(layout.fill_down, "a bill without customer is not filled from above")
        self.assertEqual(done.rejected.height, 0)
        self.assertEqual(
            dict(done.ignored.group_by("reason").len().rows()),
            {"heading": 3, "blank": 1, "total": 1},
        )
        *_empty, quantity, _rate, amount = raw.frame.drop("row").row(-1)
        self.assertEqual(add_up(done.rows["quantity"]), Decimal(quantity))
        self.assertEqual(add_up(done.rows["net_amount"]), Decimal(amount))
        pads = done.rows.filter(product_code="PADS")
        self.assertEqual(set(pads["net_amount"]), {"0"}, "the file's amount, not 1 × 0.001")
        self.assertEqual(set(pads["discount_amount"]), {"0"})
        self.assertTrue(done.rows["outlet_code"].null_count())

    def test_french_export(self):
        raw, layout, done = self.understand("february_ventes.csv")
        self.assertEqual((raw.encoding, raw.delimiter), ("cp1252", ";"))
        self.assertEqual(layout.fill_down, ("invoice",))
        self.assertEqual((layout.decimal_mark, layout.thousands_mark), (",", "."))
        self.assertEqual(layout.columns["product_code"], "Référence")
        self.assertEqual(layout.columns["outlet_code"], "Client")
        self.assertEqual(done.rejected.height, 0)
        cells = raw.frame.slice(1)
        expected = sum(
            Decimal(quantity) * Decimal(price.replace(",", "."))
            for quantity, price in cells.select("c5", "c6").rows()
        )
        self.assertEqual(add_up(done.rows["net_amount"]), expected)
        self.assertEqual(done.rows["invoice"].null_count(), 0)
        self.assertEqual(done.rows["invoice"][:16].unique().to_list(), ["496349"])
        self.assertEqual(done.rows["invoice"][16], "C496350")
        self.assertTrue(done.rows["product_name"].str.contains('"LEIS"').any())

    def test_day_book(self):
        raw, layout, done = self.understand("march_daybook.xlsx")
        self.assertEqual(layout.header_row, NO_HEADER)
        self.assertTrue(layout.voucher)
        self.assertTrue(layout.quantity_units)
        self.assertEqual((layout.returns, layout.return_marks), ("flag", ("credit note",)))
        self.assertEqual(done.rejected.height, 0)
        totals = raw.frame.filter(c2="Total")["c5"]
        self.assertEqual(add_up(done.rows["net_amount"]), add_up(totals))
        first = done.rows.row(0, named=True)
        self.assertEqual(
            (first["invoice"], str(first["date"]), first["unit"]), ("499510", "2010-03-01", "Pcs")
        )
        self.assertEqual(first["outlet_code"], first["outlet_name"].removeprefix("Party "))
        credit = done.rows.filter(done.rows["invoice"].str.starts_with("C"))
        self.assertTrue(credit["quantity"].str.starts_with("-").all())
        self.assertTrue(done.rows["outlet_code"].null_count(), "a voucher without party has none")

    def test_plain_export(self):
        raw, layout, done = self.understand("wholesaler_2010.csv.gz")
        self.assertEqual(raw.encoding, "utf-8")
        self.assertEqual(done.rows.height, raw.frame.height - 1)
        self.assertEqual(layout.returns, "negative")
        expected = sum(
            Decimal(quantity) * Decimal(price)
            for quantity, price in raw.frame.slice(1).select("c3", "c5").rows()
        )
        self.assertEqual(add_up(done.rows["net_amount"]), expected)
        debt = done.rows.filter(invoice="A506401").row(0, named=True)
        self.assertEqual((debt["quantity"], debt["net_amount"]), ("1", "-53594.36"))
