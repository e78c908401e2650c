"""Files that can't be read: each is refused by a message that names the file and the remedy."""

import gzip
import io
import struct
import unittest
import zipfile

from xlrd.compdoc import CompDoc

from ..ingest import MESSAGES, IngestError, Layout, Limits, interpret, read_raw
from .common_ingest import (
    HEADINGS,
    SAMPLES,
    make_document,
    make_workbook,
    make_zip,
    read_text,
)

REGISTER = (SAMPLES / "january_register.xls").read_bytes()
DAY_BOOK = (SAMPLES / "march_daybook.xlsx").read_bytes()


class TestIngestRefusals(unittest.TestCase):
    def refuse(self, code, content, name="sales.xlsx", **options):
        with self.assertRaises(IngestError) as caught:
            read_raw(content, name, **options)
        self.assertEqual(caught.exception.code, code, str(caught.exception))
        self.assertIn(name, str(caught.exception))
        return caught.exception

    def test_every_message_can_be_written(self):
        values = dict.fromkeys(
            ("file_name", "limit", "columns", "sheet", "sheets", "format", "encoding", "heading",
             "row", "headings", "roles", "pattern", "reason"),
            "x",
        )
        for code in MESSAGES:
            self.assertNotIn("{", str(IngestError(code, **values)))

    def test_empty(self):
        self.refuse("empty", b"")
        self.refuse("empty", b" \n\n", "sales.csv")
        self.refuse("empty", gzip.compress(b""), "sales.csv.gz")
        self.refuse("empty", make_zip({"sales.csv": b""}), "sales.zip")
        self.refuse("no_rows", make_workbook([]))

    def test_too_large(self):
        self.refuse("too_large", b"a,b\n" * 100, limits=Limits(size=100))
        page = b"<table><tr><td>1</td></tr></table>"
        self.refuse("too_large", page, "sales.xls", limits=Limits(page=10))

    def test_bombs(self):
        bomb = b"0" * 3_000_000
        limits = Limits(unpacked=2_000_000)
        self.refuse("too_large_unpacked", gzip.compress(bomb), "a.csv.gz", limits=limits)
        self.refuse("too_large_unpacked", make_zip({"a.csv": bomb}), "a.zip", limits=limits)
        self.refuse(
            "too_large_unpacked",
            make_zip({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": bomb}),
            limits=limits,
        )

    def test_directory_that_lies_about_a_size(self):
        bomb = make_zip({"a.csv": b"a,b\n" * 1_000_000})
        size = struct.pack("<I", 4_000_000)
        self.assertEqual(bomb.count(size), 2)
        self.refuse("truncated", bomb.replace(size, struct.pack("<I", 40)), "a.zip")

    def test_far_cell(self):
        """One cell at the end of the sheet would make the reader allot all those before it."""
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(make_workbook([["a"]]))) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            for name in old.namelist():
                content = old.read(name)
                if name.endswith("sheet1.xml"):
                    far = b'<row r="1048576"><c r="IV1048576"><v>1</v></c></row></sheetData>'
                    content = content.replace(b"</sheetData>", far)
                new.writestr(name, content)
        self.refuse("too_many_cells", stream.getvalue())

    def test_repeated_cells(self):
        cell = '<table:table-cell table:number-columns-repeated="200" office:value="1"/>'
        row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
        self.refuse("too_many_cells", make_document(row), "sales.ods")

    def test_too_many_columns(self):
        row = [str(number) for number in range(300)]
        self.refuse("too_many_columns", make_workbook([row]))
        error = self.refuse("too_many_columns", ",".join(row).encode(), "sales.csv")
        self.assertIn("300", str(error))
        page = f"<table><tr>{'<td>1</td>' * 300}</tr></table>"
        self.refuse("too_many_columns", page.encode(), "sales.xls")

    def test_too_many_rows(self):
        limits = Limits(rows=2)
        self.refuse("too_many_rows", b"a,b\n1,2\n3,4\n", "sales.csv", limits=limits)
        self.refuse("too_many_rows", make_workbook([["a"]] * 3), limits=limits)

    def test_cell_too_long(self):
        error = self.refuse("cell_too_long", b"a,b\n" + b"x" * 40_000 + b",2\n", "sales.csv")
        self.assertIn("Row 2", str(error))

    def test_password(self):
        names = "EncryptionInfo\0\0EncryptedPackage".encode("utf-16-le")
        self.refuse("password", REGISTER[:8] + names + bytes(4096))
        stream = CompDoc(REGISTER).get_named_stream("Workbook")
        size = struct.unpack("<H", stream[2:4])[0] + 4
        filepass = struct.pack("<HH", 0x2F, 6) + b"\0" * 6
        self.refuse("password", stream[:size] + filepass + stream[size:], "sales.xls")

    def test_password_of_zip(self):
        content = bytearray(make_zip({"sales.csv": "a,b\n1,2\n"}))
        content[6] |= 1
        content[content.rindex(b"PK\x01\x02") + 8] |= 1
        self.refuse("password", bytes(content), "sales.zip")

    def test_cut_in_the_middle(self):
        for content, name in (
            (REGISTER, "a.xls"),
            (DAY_BOOK, "a.xlsx"),
            (gzip.compress(b"a,b\n1,2\n" * 1000), "a.csv.gz"),
        ):
            for share in (0.2, 0.5, 0.9):
                with self.subTest(name=name, share=share):
                    self.refuse("truncated", content[: int(len(content) * share)], name)

    def test_damaged_inside(self):
        content = bytearray(DAY_BOOK)
        middle = len(content) // 2
        content[middle : middle + 200] = bytes(200)
        self.refuse("truncated", bytes(content))

    def test_no_workbook(self):
        self.refuse("not_a_workbook", make_zip({"photo.jpg": b"x", "b.txt": b"y"}))
        self.refuse("not_a_workbook", make_zip({"photo.jpg": b"x"}))
        self.refuse("not_a_workbook", b"<html><body>Session expired</body></html>", "sales.xls")

    def test_unsupported(self):
        for start in (b"%PDF-1.7 ", b"Rar!", b"{\\rtf1 ", b"\x89PNG\r\n"):
            self.refuse("unsupported", start + b"x" * 100)
        self.refuse("unsupported", make_zip({"xl/workbook.bin": b"x"}), "sales.xlsb")
        letter = REGISTER[:8] + "WordDocument".encode("utf-16-le") + bytes(4096)
        self.refuse("unsupported", letter, "sales.doc")
        page = b"MIME-Version: 1.0\nContent-Type: multipart/related\n"
        self.refuse("unsupported", page, "sales.xls")
        xml = b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        self.refuse("unsupported", xml, "sales.xls")

    def test_binary(self):
        self.refuse("unreadable", bytes(range(1, 32)) * 100, "sales.csv")

    def test_encoding_that_does_not_fit(self):
        self.refuse("unknown_encoding", "é".encode("cp1252"), "a.csv", encoding="utf-8")
        self.refuse("unknown_encoding", b"e", "a.csv", encoding="klingon")


class TestIngestLayoutRefusals(unittest.TestCase):
    def refuse(self, code, text, layout):
        with self.assertRaises(IngestError) as caught:
            interpret(read_text(text), layout)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception)

    def test_heading_not_found(self):
        message = self.refuse(
            "heading_not_found", f"{HEADINGS}\n", Layout(columns={"quantity": "Cartons"})
        )
        self.assertIn("Cartons", message)
        self.assertIn("Outlet code", message)

    def test_columns_missing(self):
        message = self.refuse("columns_missing", "Item code,Date\nA,2010-01-01\n", Layout())
        self.assertIn("quantity, net_amount", message)

    def test_bad_pattern(self):
        layout = Layout(ignore_patterns=("(",))
        self.refuse("bad_pattern", f"{HEADINGS}\n1,2010-01-01,X,A,1,2\n", layout)
