"""What evidence is refused, in words that say what to do."""

import io
import unittest
import zlib

from odoo.addons.dms_distributor.tests.common_ingest import make_zip
from odoo.tests import tagged
from PIL import Image, ImageFile

from ..inspection import (
    MESSAGES,
    InspectionError,
    Limits,
    inspect,
)
from .common_evidence import (
    JAVASCRIPT,
    LAUNCH,
    OLE2,
    SVG,
    make_document,
    make_heic,
    make_pdf,
    make_photo,
    make_sheet,
    utf16,
)


@tagged("post_install", "-at_install")
class TestInspectionRefused(unittest.TestCase):
    def refuse(self, code, content, name="evidence.jpg", limits=None):
        with self.assertRaises(InspectionError) as caught:
            inspect(content, name, limits)
        self.assertEqual(caught.exception.code, code, str(caught.exception))
        self.assertIn(name, str(caught.exception))
        self.assertNotIn("{", str(caught.exception))
        return str(caught.exception)

    def test_size(self):
        self.refuse("empty", b"")
        self.refuse("empty", b" \n\0" * 10)
        text = self.refuse("too_large", bytes([1]) * (2**20 + 1), limits=Limits(size=2**20))
        self.assertIn("1 MiB at most", text)

    def test_cut_off(self):
        # As Odoo's reports set it, for the whole process.
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
        try:
            for content, name in (
                (make_photo(), "a.jpg"), (make_photo(file_format="PNG"), "a.png"),
                (make_photo(file_format="WEBP"), "a.webp"), (make_heic(), "a.heic"),
                (make_pdf(), "a.pdf"), (make_sheet(), "a.xlsx"),
            ):
                with self.subTest(name=name):
                    self.refuse("damaged", content[:len(content) * 2 // 3], name)
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before

    def test_a_thumbnail_does_not_stand_for_the_photo(self):
        whole = make_photo()
        with_thumbnail = whole[:2] + b"\xff\xe1\x00\x0aExif\0\0\xff\xd9" + whole[2:]
        self.assertTrue(inspect(with_thumbnail).shown)
        self.refuse("damaged", with_thumbnail[:-500])

    def test_names_that_mislead(self):
        text = self.refuse("mislabelled", make_photo(), "invoice.pdf")
        self.assertIn("JPEG", text)
        self.assertIn(".jpg", text)
        self.refuse("mislabelled", make_pdf(), "photo.jpg")
        self.refuse("mislabelled", make_sheet(), "letter.docx")
        self.refuse("mislabelled", b"plain", "photo.jpg")
        for name in ("a.jpg.exe", "a.HTML", "a.svg ", "a.bat.", "photo\u202egpj.js"):
            with self.subTest(name=name):
                self.refuse("dangerous_name", make_photo(), name)

    def test_markup(self):
        for content in (
            SVG, b"\xef\xbb\xbf \n<?xml version='1.0'?>" + SVG, b"<!-- x --><html>",
            b"<!DOCTYPE lolz [<!ENTITY lol 'lol'>]>", b"GET <script>alert(1)</script>",
            SVG.decode().encode("utf-16"), b"a,b\n<iframe src=x>",
        ):
            for name in ("drawing.svg", "photo.jpg", "note.txt"):
                with self.subTest(content=content[:20], name=name):
                    self.refuse("markup", content, name)

    def test_programs_and_archives(self):
        for code, content in (
            ("program", b"MZ\x90\0" + bytes(100) + b"x"), ("program", b"\x7fELF\2\1\1\0x"),
            ("program", b"#!/bin/sh\nrm -rf ."), ("program", b"\xca\xfe\xba\xbe\0\0\0\x34x"),
            ("archive", b"Rar!\x1a\x07\0x"), ("archive", b"\x1f\x8b\x08\0x"),
            ("archive", make_zip({"a.jpg": make_photo()})),
            ("unsupported", b"GIF89a\x01\0\x01\0x"), ("unsupported", b"II*\0x"),
            ("unsupported", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
            ("unsupported", b"\x01\x02\x03\x04"),
            ("unsupported", make_zip({"[Content_Types].xml": "", "ppt/presentation.xml": ""})),
        ):
            with self.subTest(content=content[:8]):
                self.refuse(code, content)

    def test_zip_bombs(self):
        limits = Limits(unpacked=2**20)
        bomb = make_sheet(**{"xl/worksheets/sheet1.xml": bytes(2**21)})
        self.assertLess(len(bomb), 10_000)
        self.refuse("too_large_unpacked", bomb, "stock.xlsx", limits)
        self.refuse("too_large_unpacked", make_document(**{"word/media/a.bin": bytes(2**21)}),
                    "letter.docx", limits)
        many = make_sheet(**{f"xl/{number}.xml": "" for number in range(40)})
        self.refuse("too_complex", many, "stock.xlsx", Limits(members=30))

    def test_a_directory_that_lies_about_sizes(self):
        bomb = bytearray(make_sheet(**{"xl/a.bin": bytes(2**21)}))
        at = bomb.rfind((2**21).to_bytes(4, "little"))
        bomb[at:at + 4] = (100).to_bytes(4, "little")
        self.refuse("damaged", bytes(bomb), "stock.xlsx", Limits(unpacked=2**20))

    def test_pictures_that_unpack_to_too_much(self):
        stream = io.BytesIO()
        Image.new("1", (12_000, 12_000)).save(stream, "PNG")
        self.assertLess(len(stream.getvalue()), 50_000)
        text = self.refuse("too_many_pixels", stream.getvalue(), "a.png")
        self.assertIn("80 million", text)
        stream = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(stream, "PNG")
        self.refuse("too_many_pixels", stream.getvalue(), "a.png")
        self.refuse("too_many_pixels", make_heic(), "a.heic", Limits(pixels=1000))

    def test_documents_that_run(self):
        remote = (
            '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" '
            'Target="http://example.com/x.dotm" TargetMode="External"/></Relationships>'
        )
        for content, name in (
            (make_sheet(**{"xl/vbaProject.bin": "x"}), "a.xlsx"),
            (make_document(**{"word/activeX/activeX1.xml": "x"}), "a.docx"),
            (make_document(**{"word/embeddings/setup.exe": "x"}), "a.docx"),
            (make_document(**{"word/_rels/settings.xml.rels": remote}), "a.docx"),
            (make_sheet(**{"xl/externalLinks/e.xml": "<x><ddeLink/></x>"}), "a.xlsx"),
            (make_sheet(**{"xl/styles.xml": "<!DOCTYPE x [<!ENTITY a 'a'>]><x/>"}), "a.xlsx"),
            (OLE2 + utf16("Workbook") + utf16("_VBA_PROJECT"), "a.xls"),
        ):
            with self.subTest(name=name, size=len(content)):
                self.refuse("active", content, name)

    def test_pdfs_that_run(self):
        for action in (JAVASCRIPT, LAUNCH):
            self.refuse("active", make_pdf(action), "bill.pdf")
        hidden = make_pdf(JAVASCRIPT).replace(b"/JavaScript", b"/J#61vaScript")
        self.refuse("active", hidden.replace(b"/JS", b"/#4a#53"), "bill.pdf")

    def test_pdfs_whose_tables_hide_what_runs(self):
        table = zlib.compress(b"7 0 << /S /JavaScript /JS (app.alert(1)) >>")
        hidden = make_pdf().replace(b"%%EOF", (
            b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(table)
        ) + table + b"\nendstream\nendobj\n%%EOF")
        self.refuse("active", hidden, "bill.pdf")
        bomb = zlib.compress(bytes(2**21))
        hidden = make_pdf().replace(b"%%EOF", (
            b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(bomb)
        ) + bomb + b"\nendstream\nendobj\n%%EOF")
        self.refuse("too_large_unpacked", hidden, "bill.pdf", Limits(unpacked=2**20))

    def test_encrypted(self):
        self.refuse("password", make_pdf(password="x"), "bill.pdf")
        self.refuse("password", OLE2 + utf16("EncryptedPackage"), "stock.xlsx")
        locked = bytearray(make_sheet())
        for at in (6, bytes(locked).rfind(b"PK\x01\x02") + 8):
            locked[at] |= 1
        self.refuse("password", bytes(locked), "stock.xlsx")

    def test_each_message_says_what_to_do(self):
        values = dict.fromkeys(
            ("file_name", "size", "limit", "format", "extension"), "x"
        )
        for code, message in MESSAGES.items():
            with self.subTest(code=code):
                self.assertIn("{file_name}", message)
                self.assertGreater(message.format(**values).count("."), 1)
