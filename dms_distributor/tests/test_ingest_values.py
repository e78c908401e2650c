"""Single values: numbers with any marks, units, dates, headings."""

import unittest
from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ..ingest import ROLES, suggest_columns
from ..ingest.headings import SYNONYMS, name_columns, normalise
from ..ingest.interpreting.dates import read_dates
from ..ingest.interpreting.numbers import (
    clean_numbers,
    find_marks,
    read_numbers,
    split_units,
    write_numbers,
)
from .common_ingest import UNTIMED

MARKS = st.sampled_from(
    [(".", ","), (",", "."), (".", " "), (",", "\u202f"), (".", "'"), (".", "")]
)
FIGURES = st.decimals(
    min_value=-(10**11), max_value=10**11, places=4, allow_nan=False, allow_infinity=False
)


def read(text, decimal=".", thousands=","):
    value = read_numbers(pl.Series([text], dtype=pl.String), decimal, thousands)
    return value.to_frame("value").select(write_numbers(pl.col("value"))).item()


def write_with_marks(value, decimal, thousands):
    return f"{value:,f}".translate(str.maketrans({",": thousands, ".": decimal}))


class TestIngestNumbers(unittest.TestCase):
    @UNTIMED
    @given(FIGURES, MARKS)
    def test_round_trip(self, value, marks):
        decimal, thousands = marks
        self.assertEqual(Decimal(read(write_with_marks(value, *marks), *marks)), value)
        self.assertEqual(Decimal(read(f"{value:f}".replace(".", decimal), *marks)), value)

    @UNTIMED
    @given(st.lists(FIGURES, min_size=1), MARKS)
    def test_marks_are_found(self, values, marks):
        texts = pl.Series([write_with_marks(value, *marks) for value in values])
        commas, points = find_marks(clean_numbers(texts))
        self.assertEqual(bool(commas), marks[0] == ",")
        self.assertEqual(bool(points), marks[0] == ".")

    @UNTIMED
    @given(st.text(max_size=20), MARKS)
    def test_any_text(self, text, marks):
        found = read(text, *marks)
        self.assertTrue(found is None or Decimal(found).is_finite())

    def test_ways_of_writing(self):
        for text, expected in {
            "12": "12", "+5": "5", "-0.50": "-0.5", ".5": "0.5", "5.": "5", "0": "0", "-0": "0",
            "(12.50)": "-12.5", "12.50-": "-12.5", "\u221212": "-12", "1,234,567.89": "1234567.89",
            "12,34,567.50": "1234567.5", "₹ 1,200.00": "1200", "Rs. 45/-": "45", "£6.95": "6.95",
            "12 €": "12", "-£3": "-3", "1 234.5": "1234.5", "1'000": "1000", "007": "7",
        }.items():
            with self.subTest(text=text):
                self.assertEqual(read(text), expected)
        self.assertEqual(read("1.234,50", ",", "."), "1234.5")

    def test_no_numbers(self):
        for text in ("", "x", "12 Pcs", "1,23", "1.2.3", "12 5", "--1", "1e5", "10%", "=1+1",
                     "NaN", "inf", "1000000000000", "1,2345.0", "-", ".", "1;2"):
            with self.subTest(text=text):
                self.assertIsNone(read(text))

    def test_ambiguous_marks_say_nothing(self):
        self.assertEqual(find_marks(pl.Series(["1,234", "1.234", "12", "x,5"])), (0, 0))
        self.assertEqual(find_marks(pl.Series(["0,234", "1.5"])), (1, 1))

    def test_units(self):
        texts = ["12 Pcs", "1.5kg", "-3 CS", "1 234,5 boîtes", "12", "2 Cs 6 Pcs", "Pcs", "(4) Pcs"]
        number, unit = split_units(pl.Series(texts))
        self.assertEqual(unit.to_list(), ["Pcs", "kg", "CS", "boîtes", None, None, None, "Pcs"])
        self.assertEqual(
            number.to_list(),
            ["12", "1.5", "-3", "1 234,5", "12", "2 Cs 6 Pcs", "Pcs", "(4)"],
        )


class TestIngestDates(unittest.TestCase):
    def get_dates(self, *texts, formats=()):
        return read_dates(pl.Series(texts, dtype=pl.String), formats).to_list()

    def test_usual_ways(self):
        day = date(2010, 2, 3)
        for text in (
            "2010-02-03", "2010/02/03", "20100203", "2010-02-03 07:45:00", "2010-02-03T07:45:00Z",
            "2010-02-03 07:45:00.123+05:30", "03/02/2010", "3-2-2010", "03.02.10",
            "03/02/2010 8:05",
            "3 Feb 2010", "03-Feb-10", "3 février 2010", "3 févr. 2010", "3rd February 2010",
            "Feb 3, 2010", "mercredi 3 février 2010", "03/02/2010 08:05 PM", "40212", "40212.354",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.get_dates(text), [day])

    def test_no_dates(self):
        for text in ("", "x", "31/02/2010", "13/13/2010", "2010", "3 Foo 2010", "0/0/0", "Party 5"):
            with self.subTest(text=text):
                self.assertEqual(self.get_dates(text), [None])

    def test_month_first_is_seen_in_the_column(self):
        self.assertEqual(
            self.get_dates("02/13/2010", "02/03/2010"), [date(2010, 2, 13), date(2010, 2, 3)]
        )
        self.assertEqual(
            self.get_dates("13/02/2010", "02/13/2010"), [date(2010, 2, 13), None],
            "a column that shows both is read day first",
        )

    def test_given_formats(self):
        formats = ("%m/%d/%Y", "%Y.%d.%m %H:%M")
        day = date(2010, 2, 3)
        texts = ("02/03/2010", "2010.03.02 08:00", "2010-02-03", "3 Feb 2010")
        self.assertEqual(self.get_dates(*texts, formats=formats), [day, day, day, None])

    @UNTIMED
    @given(st.dates(date(1971, 1, 1), date(2069, 12, 31)))
    def test_round_trip(self, day):
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%d %b %Y", "%d-%B-%Y", "%Y%m%d"):
            self.assertEqual(self.get_dates("13/01/2010", day.strftime(form))[1], day)

    @UNTIMED
    @given(st.lists(st.text(max_size=15)))
    def test_any_text(self, texts):
        self.assertEqual(len(self.get_dates(*texts)), len(texts))


class TestIngestHeadings(unittest.TestCase):
    def test_no_heading_means_two_things(self):
        seen = {}
        for role, headings in SYNONYMS.items():
            self.assertIn(role, ROLES)
            for heading in headings:
                self.assertEqual(normalise(heading), heading)
                self.assertIsNone(seen.get(heading), heading)
                seen[heading] = role

    def test_english_and_french(self):
        for headings, expected in (
            (
                ["Bill No.", "BILL DATE", "Party Name", "Item  Description", "Qty (Pcs)", "Rate",
                 "Disc. Amt", "Taxable Value", "Free Qty", "Batch No"],
                ["invoice", "date", "outlet_code", "product_code", "quantity", "unit_price",
                 "discount_amount", "net_amount", "free_quantity", "lot"],
            ),
            (
                ["N° facture", "Date de facture", "Code client", "Nom du client", "Référence",
                 "Désignation", "Qté", "P.U. HT", "Remise", "Montant HT", "N° de lot", "Unité"],
                ["invoice", "date", "outlet_code", "outlet_name", "product_code", "product_name",
                 "quantity", "unit_price", "discount_amount", "net_amount", "lot", "unit"],
            ),
            (
                ["InvoiceDate", "StockCode", "Customer ID", "Country", ""],
                ["date", "product_code", "outlet_code", None, None],
            ),
        ):
            found = {heading: role for role, heading in suggest_columns(headings).items()}
            self.assertEqual([found.get(heading) for heading in headings], expected)

    def test_surest_heading_wins(self):
        columns = suggest_columns(["Total", "Net amount", "Item", "Item code"])
        self.assertEqual(columns["net_amount"], "Net amount")
        self.assertEqual(columns["product_code"], "Item code")
        self.assertEqual(columns["product_name"], "Item")

    def test_names_are_unique(self):
        self.assertEqual(
            name_columns(["Amount", None, "AMOUNT", " Net \n amount "]),
            ["Amount", "Column B", "AMOUNT (2)", "Net amount"],
        )
        self.assertEqual(name_columns([None] * 28)[-2:], ["Column AA", "Column AB"])
