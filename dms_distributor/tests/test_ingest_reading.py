"""Readers: what a file is, and its cells as text."""

import datetime
import gzip
import unittest

from ..ingest import IngestError, read_raw, read_sheets
from .common_ingest import make_document, make_workbook, make_zip, read_text


def cells(raw):
    return raw.frame.drop("row").rows()


class TestIngestReadingText(unittest.TestCase):
    def test_encodings(self):
        text = "Référence;Quantité\nThé à l’œuf;3\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
            with self.subTest(encoding=encoding):
                raw = read_text(text, encoding=encoding)
                self.assertEqual(
                    cells(raw), [("Référence", "Quantité"), ("Thé à l’œuf", "3")]
                )

    def test_given_encoding(self):
        raw = read_text("Товар;Цена\nЧай;3\n", encoding="cp1251")
        self.assertEqual(cells(raw)[1], ("Чай", "3"))
        raw = read_raw("é;1\n".encode("cp850"), "a.csv", encoding="cp850")
        self.assertEqual(cells(raw), [("é", "1")])

    def test_delimiters(self):
        for delimiter in ";,\t|":
            with self.subTest(delimiter=delimiter):
                text = "a;b;c\n1;2;3\n4;5;6\n".replace(";", delimiter)
                raw = read_text(text)
                self.assertEqual(raw.delimiter, delimiter)
                self.assertEqual(cells(raw)[1], ("1", "2", "3"))

    def test_decimal_commas_do_not_delimit(self):
        raw = read_text("code;prix\nA;6,75\nB;1,20\nC;0,85\n")
        self.assertEqual(raw.delimiter, ";")

    def test_announced_delimiter(self):
        self.assertEqual(read_text("sep=|\na,b|c,d\n").delimiter, "|")

    def test_line_ends_and_row_numbers(self):
        for end in ("\n", "\r\n", "\r"):
            with self.subTest(end=end):
                raw = read_text(end.join(["a,b", "", "1,2", "3", "", ""]))
                self.assertEqual(
                    raw.frame.rows(),
                    [(1, "a", "b"), (2, None, None), (3, "1", "2"), (4, "3", None)],
                )

    def test_quotation_marks(self):
        raw = read_text('name,qty\n"a, ""b""",1\n"two\nlines",2\n')
        self.assertEqual(cells(raw)[1:], [('a, "b"', "1"), ("two\nlines", "2")])
        raw = read_text('a,b,"x\ny,z",c,"d"\n1,2\n')
        self.assertEqual(
            cells(raw), [("a", "b", "x\ny,z", "c", "d"), ("1", "2", None, None, None)]
        )

    def test_stray_quotation_marks(self):
        """Inches and nicknames, unquoted: no line may swallow the next."""
        raw = read_text('name,qty\nFRAME 7" SINGLE,1\nFLOWER "LEIS",2\n"a,b",3\n"x" y,4\n')
        self.assertEqual(
            cells(raw)[1:],
            [('FRAME 7" SINGLE', "1"), ('FLOWER "LEIS"', "2"), ("a,b", "3"), ('"x" y', "4")],
        )

    def test_open_quotation_mark(self):
        raw = read_text('name,qty\n"open,1\nnext,2\n')
        self.assertEqual(cells(raw)[1:], [('"open', "1"), ("next", "2")])

    def test_first_rows_only(self):
        raw = read_text("a,b\n" + "1,2\n" * 1000, limit=10)
        self.assertEqual(raw.frame.height, 10)

    def test_gzip_and_zip(self):
        content = b"a,b\n1,2\n"
        for packed in (gzip.compress(content), make_zip({"sales.csv": content})):
            self.assertEqual(cells(read_raw(packed, "x"))[1], ("1", "2"))

    def test_content_decides(self):
        """A text file called .xls, a workbook called .csv."""
        self.assertEqual(cells(read_text("a,b\n1,2\n", "sales.xls"))[1], ("1", "2"))
        book = make_workbook([["a", "b"], [1, 2]])
        self.assertEqual(cells(read_raw(book, "sales.csv"))[1], ("1", "2"))

    def test_page(self):
        """A web page called .xls, as many systems export."""
        page = (
            "<html><body><table><tr><td>Sunrise</td></tr></table><table>"
            "<tr><th>Item</th><th colspan=2>Qty</th></tr>"
            "<tr><td> Tea &amp; milk </td><td>2</td><td>x</td></tr>"
            "<tr><td>B</td><td></td></tr></table></body></html>"
        )
        raw = read_text(page, "report.xls")
        self.assertEqual(
            cells(raw), [("Item", "Qty", None), ("Tea & milk", "2", "x"), ("B", None, None)]
        )
        self.assertEqual(raw.sheet, "Table 2")
        self.assertEqual(read_sheets(page.encode(), "report.xls"), ["Table 1", "Table 2"])


class TestIngestReadingWorkbook(unittest.TestCase):
    def test_values(self):
        rows = [
            ["Code", 85048.0, 0.1 + 0.2, 1e-7, 4006381333931, True],
            [datetime.date(2010, 2, 1), datetime.datetime(2010, 2, 1, 8, 30), " x ", "", None, 5.1],
        ]
        raw = read_raw(make_workbook(rows), "sales.xlsx")
        self.assertEqual(
            cells(raw),
            [
                ("Code", "85048", "0.3", "0.0000001", "4006381333931", "TRUE"),
                ("2010-02-01", "2010-02-01 08:30:00", "x", None, None, "5.1"),
            ],
        )
        self.assertEqual(raw.numbers.row(0), (False, True, True, True, True, False))

    def test_formulas_stay_text(self):
        text = "=cmd|' /C calc'!A0"
        for raw in (
            read_raw(make_workbook([["name", "qty"], [text, 1]]), "a.xlsx"),
            read_text(f"name;qty\n{text};1\n"),
        ):
            self.assertEqual(cells(raw)[1], (text, "1"))

    def test_sheets(self):
        content = make_workbook([], [["a", "b"]], [["c"]])
        self.assertEqual(read_sheets(content, "x.xlsx"), ["Sheet 1", "Sheet 2", "Sheet 3"])
        self.assertEqual(read_raw(content, "x.xlsx").sheet, "Sheet 2", "the first with content")
        self.assertEqual(cells(read_raw(content, "x.xlsx", "Sheet 3")), [("c",)])
        self.assertEqual(read_sheets(b"a,b", "x.csv"), [""])

    def test_document(self):
        row = "<table:table-row>{}</table:table-row>"
        text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
        body = row.format(text.format("Date") + text.format("Qté")) + row.format(
            '<table:table-cell office:value-type="date" office:date-value="2010-02-01"/>'
            '<table:table-cell office:value-type="float" office:value="12.5"/>'
            '<table:table-cell table:number-columns-repeated="16382"/>'
        )
        body += (
            '<table:table-row table:number-rows-repeated="1048574">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        raw = read_raw(make_document(body), "ventes.ods")
        self.assertEqual(cells(raw), [("Date", "Qté"), ("2010-02-01", "12.5")])

    def test_unknown_sheet_is_named(self):
        with self.assertRaises(IngestError) as caught:
            read_raw(make_workbook([["a"]]), "x.xlsx", "March")
        self.assertEqual(caught.exception.code, "no_sheet")
        self.assertIn("Sheet 1", str(caught.exception))
