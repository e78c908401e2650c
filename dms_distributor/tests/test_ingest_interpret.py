"""What a layout says about a file, and what becomes of each row."""

import datetime
import unittest
from dataclasses import replace

from ..ingest import NO_HEADER, Layout, interpret, read_raw, suggest_layout
from .common_ingest import HEADINGS, get_reasons, make_workbook, read_text

DAY = "2010-01-05"


def read(lines, layout=None, headings=HEADINGS):
    raw = read_text("\n".join([headings, *lines]) + "\n")
    return interpret(raw, layout or Layout())


class TestIngestRows(unittest.TestCase):
    def test_codes(self):
        done = read([f" 1001.0 ,{DAY}, 85048.0 ,85123A,2,3"])
        row = done.rows.row(0, named=True)
        self.assertEqual(
            (row["invoice"], row["outlet_code"], row["product_code"]), ("1001", "85048", "85123A")
        )

    def test_no_outlet(self):
        self.assertIsNone(read([f"1,{DAY},,A,2,3"]).rows["outlet_code"][0])

    def test_rows_that_are_no_lines(self):
        raw = read_text(
            f"Sunrise Distributors,,,,,\n\n{HEADINGS}\n1,{DAY},X,A,1,5\n,,,Sub-total,1,5\n"
            f"{HEADINGS}\n2,{DAY},X,TOTAL,1,5\n,,,,2,10\nTotal général,,,,2,10\n,,,,,\n"
            "Printed by the office,,,,,\n"
        )
        done = interpret(raw, Layout())
        self.assertEqual(done.header_row, 3)
        self.assertEqual(
            get_reasons(done.ignored),
            {1: "heading", 2: "blank", 3: "heading", 5: "total", 6: "heading", 9: "total",
             10: "blank", 11: "footer"},
        )
        self.assertEqual(done.rows["row"].to_list(), [4, 7], "a product may be called Total")
        self.assertEqual(get_reasons(done.rejected), {8: "product_missing"})
        self.assertEqual(
            done.ignored["cells"][3].to_list(), [None, None, None, "Sub-total", "1", "5"]
        )

    def test_cut_line_is_no_footer(self):
        done = read([f"1,{DAY},X,A,1,5", "2,2010-01"])
        self.assertEqual(get_reasons(done.rejected), {3: "product_missing"})

    def test_patterns(self):
        layout = Layout(ignore_patterns=("^cancelled$", "^test"))
        lines = [f"1,{DAY},X,A,1,5", f"2,{DAY},Cancelled,A,1,5", f"3,{DAY},X,TEST01,1,5"]
        done = read(lines, layout)
        self.assertEqual(get_reasons(done.ignored), {1: "heading", 3: "pattern", 4: "pattern"})

    def test_reasons_of_rejection(self):
        far = datetime.date.today().year + 5
        lines = {
            f"1,{DAY},X,,1,5": ("product_missing", "product_code", None),
            "1,,X,A,1,5": ("date_missing", "date", None),
            "1,soon,X,A,1,5": ("date_unreadable", "date", "soon"),
            "1,31/02/2010,X,A,1,5": ("date_unreadable", "date", "31/02/2010"),
            "1,1900-01-01,X,A,1,5": ("date_out_of_range", "date", "1900-01-01"),
            f"1,{far}-01-01,X,A,1,5": ("date_out_of_range", "date", f"{far}-01-01"),
            "1,01/01/2099,X,A,1,5": ("date_out_of_range", "date", "01/01/2099"),
            f"1,{DAY},X,A,,5": ("quantity_missing", "quantity", None),
            f"1,{DAY},X,A,ten,5": ("quantity_not_a_number", "quantity", "ten"),
            f"1,{DAY},X,A,12 Pcs,5": ("quantity_not_a_number", "quantity", "12 Pcs"),
            f"1,{DAY},X,A,1,": ("amount_missing", "net_amount", None),
            f"1,{DAY},X,A,1,free": ("amount_not_a_number", "net_amount", "free"),
            f"1,{DAY},X,A,1,9999999999999": ("number_too_large", "net_amount", "9999999999999"),
        }
        done = read(list(lines))
        self.assertEqual(
            done.rejected.select("reason", "role", "value").rows(), list(lines.values())
        )
        self.assertEqual(done.rejected["row"].to_list(), list(range(2, len(lines) + 2)))
        self.assertEqual(done.rejected["cells"][0].to_list(), ["1", DAY, "X", None, "1", "5"])
        self.assertEqual(done.rejected.select("quantity", "net_amount").row(0), ("1", "5"))
        self.assertEqual(done.rejected.select("quantity", "net_amount").row(8), (None, "5"))

    def test_date_bounds_given(self):
        layout = Layout(date_min=datetime.date(2010, 1, 1), date_max=datetime.date(2010, 1, 31))
        done = read(["1,2010-01-31,X,A,1,5", "1,2010-02-01,X,A,1,5"], layout)
        self.assertEqual(get_reasons(done.rejected), {3: "date_out_of_range"})

    def test_zero_quantity(self):
        """An amount without goods is a correction of price; neither is nothing at all."""
        done = read([f"1,{DAY},X,A,0,-5", f"1,{DAY},X,A,0,0", f"1,{DAY},X,A,3,0"])
        self.assertEqual(done.rows["row"].to_list(), [2, 4])
        self.assertEqual(get_reasons(done.ignored), {1: "heading", 3: "zero"})


class TestIngestAmounts(unittest.TestCase):
    def amounts(self, headings, *lines, layout=None):
        lines = [f"1,{DAY},A,{line}" for line in lines]
        done = read(lines, layout, f"Invoice,Date,Item code,{headings}")
        return done.rows.select("gross_amount", "discount_amount", "net_amount").rows(), done

    def test_one_from_the_others(self):
        for headings, line, expected in (
            ("Qty,Amount", "2,9.5", ("9.5", "0", "9.5")),
            ("Qty,Rate", "3,0.333", ("0.999", "0", "0.999")),
            ("Qty,Rate,Discount", "3,10,4.5", ("30", "4.5", "25.5")),
            ("Qty,Rate,Discount", "3,10,-4.5", ("30", "4.5", "25.5")),
            ("Qty,Rate,Discount", "-3,10,4.5", ("-30", "-4.5", "-25.5")),
            ("Qty,Rate,Discount", "3,10,", ("30", "0", "30")),
            ("Qty,Gross,Discount", "3,30,4.5", ("30", "4.5", "25.5")),
            ("Qty,Gross,Net amount", "3,30,25.5", ("30", "4.5", "25.5")),
            ("Qty,Discount,Net amount", "3,4.5,25.5", ("30", "4.5", "25.5")),
            ("Qty,Rate,Amount", "3,10,25.5", ("30", "4.5", "25.5")),
            ("Qty,Rate,Amount", "1,0.001,0", ("0", "0", "0")),
            ("Qty,Rate,Amount", "3,10,35.4", ("35.4", "0", "35.4")),
            ("Qty,Free,Amount", "0,2,", ("0", "0", "0")),
        ):
            with self.subTest(headings=headings, line=line):
                self.assertEqual(self.amounts(headings, line)[0], [expected])

    def test_contradiction(self):
        found, done = self.amounts(
            "Qty,Gross,Discount,Net amount", "1,100,10,90.04", "1,100,10,95"
        )
        self.assertEqual(found, [("100", "9.96", "90.04")])
        self.assertEqual(done.rejected["reason"].to_list(), ["amounts_disagree"])

    def test_marks_are_found_per_column(self):
        found, done = self.amounts("Qty;Rate".replace(";", ","), '"1.500","2,5"', '"2","3,25"')
        self.assertEqual([row[2] for row in found], ["3750", "6.5"])
        self.assertEqual(done.rows["quantity"].to_list(), ["1500", "2"])

    def test_true_numbers_beside_text(self):
        """A workbook's numbers have a point whatever the marks of those written as text."""
        rows = [
            ["Invoice", "Date", "Item code", "Qty", "Amount"],
            ["1", datetime.date(2010, 1, 5), "A", 1.125, "1.234,50"],
            ["1", datetime.date(2010, 1, 5), "A", 2, 6.75],
        ]
        raw = read_raw(make_workbook(rows), "sales.xlsx")
        for layout in (Layout(), Layout(decimal_mark=","), suggest_layout(raw)):
            done = interpret(raw, layout)
            self.assertEqual(
                done.rows.select("quantity", "net_amount").rows(),
                [("1.125", "1234.5"), ("2", "6.75")],
            )


class TestIngestBills(unittest.TestCase):
    def test_fill_down(self):
        layout = Layout(fill_down=("invoice", "date", "outlet_code"))
        done = read(
            [f"1,{DAY},X,A,1,5", ",,,B,1,5", ",,,Total,2,10", "2,2010-01-06,,A,1,5", ",,,C,1,5"],
            layout,
        )
        self.assertEqual(
            done.rows.select("invoice", "outlet_code", "product_code").rows(),
            [("1", "X", "A"), ("1", "X", "B"), ("2", None, "A"), ("2", None, "C")],
        )
        self.assertEqual(str(done.rows["date"][3]), "2010-01-06")

    def test_fill_down_of_a_party(self):
        """A bill that names no customer does not get the one of the bill before."""
        layout = Layout(fill_down=("outlet_code",))
        done = read(
            [f"1,{DAY},X,A,1,5", f"1,{DAY},,B,1,5", f"2,{DAY},,A,1,5", f"2,{DAY},,B,1,5"], layout
        )
        self.assertEqual(done.rows["outlet_code"].to_list(), ["X", "X", None, None])

    def test_suggested_fill_down(self):
        raw = read_text(
            f"{HEADINGS}\n1,{DAY},X,A,1,5\n,,,B,1,5\n,,,C,1,5\n2,{DAY},,A,1,5\n,,,B,1,5\n"
        )
        layout = suggest_layout(raw)
        self.assertEqual(layout.fill_down, ("invoice", "date", "outlet_code"))
        self.assertEqual(interpret(raw, layout).rows["outlet_code"].null_count(), 2)

    def test_returns(self):
        headings = f"{HEADINGS},Type"
        lines = [
            f"1,{DAY},X,A,2,5,Sale", f"C2,{DAY},X,A,2,5,Return", f"C3,{DAY},X,A,-2,-5,Return",
            f"CASH4,{DAY},X,A,2,5,Sale",
        ]
        flag = Layout(returns="flag")
        for layout in (flag, replace(flag, return_marks=("RETURN",)), Layout(returns="prefix")):
            done = read(lines, layout, headings)
            self.assertEqual(done.rows["quantity"].to_list(), ["2", "-2", "-2", "2"])
            self.assertEqual(done.rows["net_amount"].to_list(), ["5", "-5", "-5", "5"])
        done = read(lines, Layout(), headings)
        self.assertEqual(done.rows["quantity"].to_list(), ["2", "2", "-2", "2"])

    def test_suggested_returns(self):
        for lines, expected in (
            ([f"1,{DAY},X,A,2,5", f"2,{DAY},X,A,2,5", f"C3,{DAY},X,A,2,5"], "prefix"),
            ([f"1,{DAY},X,A,2,5", f"2,{DAY},X,A,2,5", f"C3,{DAY},X,A,-2,-5"], "negative"),
            ([f"C1,{DAY},X,A,2,5", f"C2,{DAY},X,A,2,5"], "negative"),
        ):
            raw = read_text("\n".join([HEADINGS, *lines]))
            self.assertEqual(suggest_layout(raw).returns, expected)

    def test_suggested_units(self):
        raw = read_text(f"{HEADINGS}\n1,{DAY},X,A,2,5\n1,{DAY},X,B,3 Pcs,5\n1,{DAY},X,C,4,5\n")
        layout = suggest_layout(raw)
        self.assertTrue(layout.quantity_units)
        rows = interpret(raw, layout).rows
        self.assertEqual(rows["quantity"].to_list(), ["2", "3", "4"])
        self.assertEqual(rows["unit"].to_list(), [None, "Pcs", None])

    def test_day_book_with_headings(self):
        raw = read_text(
            "Date,Voucher Type,Voucher No,Party,Item Code,Qty,Amount\n"
            "05/01/2010,Sales,7,Star Stores,,,\n,,,,A,2 Pcs,10\n,,,,B,3 Pcs,15\n"
            "06/01/2010,Sales Return,8,,,,\n,,,,A,1 Pcs,5\n"
            "when?,Sales,9,Moon Stores,,,\n,,,,A,1 Pcs,5\n"
            "07/01/2010,Sales,10,Star Stores,,,\n,,,,A,1 Pcs,5\nPage 2,,,,,,\n,,,,B,1 Pcs,5\n"
            "Printed by the office,,,,,,\n"
        )
        layout = suggest_layout(raw)
        self.assertTrue(layout.voucher)
        self.assertEqual(layout.returns, "flag")
        done = interpret(raw, layout)
        self.assertEqual(
            done.rows.select("invoice", "outlet_code", "product_code", "quantity", "unit").rows(),
            [("7", "Star Stores", "A", "2", "Pcs"), ("7", "Star Stores", "B", "3", "Pcs"),
             ("8", None, "A", "-1", "Pcs"), ("10", "Star Stores", "A", "1", "Pcs"),
             ("10", "Star Stores", "B", "1", "Pcs")],
        )
        self.assertEqual(
            get_reasons(done.rejected), {8: "date_unreadable", 11: "product_missing"}
        )
        self.assertEqual(done.rejected["value"].to_list(), ["when?", None])
        self.assertEqual(get_reasons(done.ignored)[13], "footer")

    def test_no_headings_at_all(self):
        lines = [
            f"INV{bill},0{bill}/01/2010,SHOP{bill % 3},P{bill}{line}X,Green tea {line},"
            f"{line + 2},1.25,{(line + 2) * 1.25}"
            for bill in range(1, 8)
            for line in range(5)
        ]
        raw = read_text("\n".join(lines))
        layout = suggest_layout(raw)
        self.assertEqual(layout.header_row, NO_HEADER)
        self.assertEqual(
            layout.columns,
            {"invoice": "Column A", "date": "Column B", "outlet_code": "Column C",
             "product_code": "Column D", "product_name": "Column E", "quantity": "Column F",
             "unit_price": "Column G", "net_amount": "Column H"},
        )
        self.assertEqual(interpret(raw, layout).rows.height, 35)
