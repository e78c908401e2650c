"""What holds for every file."""

import unittest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..ingest import (
    IGNORED_REASONS,
    REJECTED_REASONS,
    IngestError,
    Layout,
    interpret,
    read_raw,
    suggest_layout,
)
from .common_ingest import UNTIMED, add_up, make_workbook, read_text

CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["1001", "C1002", "", "1003"]),
        st.sampled_from(["2010-01-05", "05/01/2010", "soon", "", "1900-01-01"]),
        st.sampled_from(["85048", "POST", ""]),
        st.integers(-500, 500).map(str),
        CENTS.map(str),
    ),
    min_size=1,
    max_size=30,
)
HEADINGS = ("Invoice", "Date", "Item code", "Qty", "Amount")
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["Total", "Grand Total", "12 Pcs", "2010-01-05", "Invoice", "Qty", "-1,5", "(3)", "C1", "x"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    st.integers(-(10**6), 10**6).map(str),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=20)
ROLE_HEADINGS = dict(
    zip(("invoice", "date", "product_code", "quantity", "net_amount"), HEADINGS, strict=True)
)
LAYOUTS = st.builds(
    Layout,
    columns=st.just(ROLE_HEADINGS),
    decimal_mark=st.sampled_from(["", ".", ","]),
    fill_down=st.sampled_from([(), ("invoice",), ("invoice", "date")]),
    voucher=st.booleans(),
    quantity_units=st.booleans(),
    returns=st.sampled_from(["negative", "flag", "prefix"]),
    date_formats=st.sampled_from([(), ("%d/%m/%Y",)]),
)


def write(rows, headings=HEADINGS):
    return read_text("\n".join(";".join(row) for row in [headings, *rows]) + "\n", delimiter=";")


class TestIngestProperties(unittest.TestCase):
    def assert_accounted(self, raw, done):
        numbers = [*done.rows["row"], *done.rejected["row"], *done.ignored["row"]]
        self.assertEqual(sorted(numbers), raw.frame["row"].to_list())
        self.assertLessEqual(set(done.rejected["reason"]), set(REJECTED_REASONS))
        self.assertLessEqual(set(done.ignored["reason"]), set(IGNORED_REASONS))

    @UNTIMED
    @given(LINES)
    def test_nothing_is_lost(self, lines):
        raw = write(lines)
        done = interpret(raw, Layout())
        self.assert_accounted(raw, done)
        for column, place in (("quantity", 3), ("net_amount", 4)):
            kept = add_up(done.rows[column]) + add_up(done.rejected[column])
            self.assertEqual(kept, add_up(line[place] for line in lines))

    @UNTIMED
    @given(LINES, st.permutations(range(len(HEADINGS))))
    def test_order_of_columns_says_nothing(self, lines, order):
        expected = interpret(write(lines), Layout())
        moved = interpret(
            write([[line[place] for place in order] for line in lines],
                  [HEADINGS[place] for place in order]),
            Layout(),
        )
        self.assertTrue(expected.rows.equals(moved.rows))
        self.assertTrue(expected.rejected.drop("cells").equals(moved.rejected.drop("cells")))

    @UNTIMED
    @given(LINES)
    def test_text_and_workbook_say_the_same(self, lines):
        rows = [
            [*line[:3], int(line[3]), float(line[4])] for line in lines
        ]
        book = interpret(read_raw(make_workbook([list(HEADINGS), *rows]), "a.xlsx"), Layout())
        text = interpret(write(lines), Layout())
        self.assertTrue(book.rows.equals(text.rows))
        self.assertTrue(book.rejected.drop("cells", "value").equals(
            text.rejected.drop("cells", "value")))

    @UNTIMED
    @given(TABLES, LAYOUTS)
    def test_no_cell_raises(self, table, layout):
        rows = [[cell or "" for cell in row] for row in table]
        raw = read_raw(make_workbook([list(HEADINGS), *rows]), "a.xlsx")
        self.assert_accounted(raw, interpret(raw, layout))

    @UNTIMED
    @given(TABLES)
    def test_whatever_is_suggested_can_be_tried(self, table):
        try:
            raw = read_raw(make_workbook([[cell or "" for cell in row] for row in table]), "a.xlsx")
            done = interpret(raw, suggest_layout(raw))
        except IngestError as error:
            self.assertIn(error.code, ("no_rows", "columns_missing"))
        else:
            self.assert_accounted(raw, done)

    @UNTIMED
    @given(st.binary(max_size=300))
    def test_any_bytes(self, content):
        try:
            raw = read_raw(content, "a.csv")
        except IngestError as error:
            self.assertIn("a.csv", str(error))
        else:
            self.assertEqual(raw.frame["row"].to_list(), list(range(1, raw.frame.height + 1)))

    @UNTIMED
    @given(TABLES, st.sampled_from(";,\t|"))
    def test_text_round_trip(self, table, delimiter):
        """Quoted as the standard says, every cell comes back."""
        width = max(map(len, table))
        expected = [
            tuple((cell or "").strip() or None for cell in row + [None] * (width - len(row)))
            for row in table
        ]
        text = "\n".join(
            delimiter.join('"' + (cell or "").replace('"', '""') + '"' for cell in row)
            for row in expected
        )
        try:
            raw = read_text(text, delimiter=delimiter)
        except IngestError as error:
            self.assertIn(error.code, ("empty", "unreadable"))
            return
        found = raw.frame.drop("row").rows()
        for row, cells in zip(expected, found, strict=False):
            self.assertEqual(cells, row[: len(cells)])
            self.assertFalse(any(row[len(cells) :]))
        self.assertFalse(any(any(row) for row in expected[len(found) :]))
