"""What evidence is taken, and what is told of it."""

import io
import unittest
from datetime import UTC, datetime, timedelta, timezone

from odoo.addons.dms_distributor.tests.common_ingest import make_zip
from odoo.tests import tagged
from PIL import Image

from ..inspection import (
    Kind,
    inspect,
    measure_difference,
)
from .common_evidence import (
    DELHI,
    GO_TO,
    OLE2,
    make_document,
    make_heic,
    make_pdf,
    make_photo,
    make_scene,
    make_sheet,
    utf16,
)


@tagged("post_install", "-at_install")
class TestInspectionTaken(unittest.TestCase):
    def test_photo_of_a_phone(self):
        content = make_photo(
            size=(1600, 1200), orientation=6, moment="2026:11:02 10:11:12", offset="+05:30",
            place=DELHI,
        )
        told = inspect(content, "IMG_0001.JPG")
        self.assertEqual((told.kind, told.mimetype), (Kind.PHOTO, "image/jpeg"))
        self.assertEqual((told.width, told.height), (1200, 1600), "as it is looked at")
        india = timezone(timedelta(hours=5, minutes=30))
        self.assertEqual(told.taken_on, datetime(2026, 11, 2, 10, 11, 12, tzinfo=india))
        self.assertAlmostEqual(told.latitude, DELHI[0], 5)
        self.assertAlmostEqual(told.longitude, DELHI[1], 5)
        self.assertEqual(told.size, len(content))
        self.assertFalse(told.problems)

    def test_what_is_shown_is_upright_bounded_and_tells_nothing(self):
        told = inspect(make_photo(
            size=(3000, 1000), orientation=8, moment="2026:11:02 10:11:12", place=DELHI
        ))
        shown = Image.open(io.BytesIO(told.shown))
        self.assertEqual(shown.format, "JPEG")
        self.assertEqual(shown.height, 1280)
        self.assertLess(shown.width, shown.height)
        self.assertFalse(dict(shown.getexif()))

    def test_formats_of_photos(self):
        for content, mimetype, name in (
            (make_photo(file_format="PNG"), "image/png", "a.png"),
            (make_photo(file_format="WEBP"), "image/webp", "a.webp"),
            (make_heic(), "image/heic", "a.HEIC"),
        ):
            with self.subTest(mimetype=mimetype):
                told = inspect(content, name)
                self.assertEqual((told.kind, told.mimetype), (Kind.PHOTO, mimetype))
                self.assertEqual((told.width, told.height), (640, 480))
                self.assertTrue(told.shown.startswith(b"\xff\xd8\xff"))

    def test_heic_tells_time_and_place(self):
        told = inspect(make_heic(moment="2026:01:31 23:59:59", place=(-33.9249, -18.4241)))
        self.assertEqual(told.taken_on, datetime(2026, 1, 31, 23, 59, 59))
        self.assertAlmostEqual(told.latitude, -33.9249, 5)
        self.assertAlmostEqual(told.longitude, -18.4241, 5)

    def test_time_of_satellites_comes_first(self):
        exif = Image.Exif()
        exif[0x8769] = {0x9003: "2020:01:01 00:00:00"}
        exif[0x8825] = {7: (4.0, 41.0, 12.0), 29: "2026:11:02"}
        stream = io.BytesIO()
        make_scene().save(stream, "JPEG", exif=exif)
        told = inspect(stream.getvalue())
        self.assertEqual(told.taken_on, datetime(2026, 11, 2, 4, 41, 12, tzinfo=UTC))

    def test_metadata_that_say_nothing(self):
        for metadata in (
            {"moment": "0000:00:00 00:00:00"}, {"moment": "yesterday"}, {"place": (0.0, 0.0)},
        ):
            with self.subTest(metadata=metadata):
                told = inspect(make_photo(**metadata))
                self.assertIsNone(told.taken_on)
                self.assertIsNone(told.latitude)

    def test_the_same_scene_is_recognised(self):
        hashes = [
            inspect(content).phash for content in (
                make_photo(3, (1600, 1200), 95),
                make_photo(3, (800, 600), 40),
                make_photo(3, (640, 480), file_format="PNG"),
                make_heic(3, (1024, 768)),
            )
        ]
        for other in hashes[1:]:
            self.assertLessEqual(measure_difference(hashes[0], other), 4)
        stranger = inspect(make_photo(4)).phash
        self.assertGreater(measure_difference(hashes[0], stranger), 12)

    def test_a_bare_wall_resembles_nothing(self):
        for colour in ("white", "black", "#808080"):
            told = inspect(make_photo(picture=Image.new("RGB", (300, 200), colour)))
            self.assertIsNone(told.phash)

    def test_transparency_and_palettes(self):
        for mode in ("RGBA", "LA", "P", "L", "1"):
            with self.subTest(mode=mode):
                picture = make_scene().convert(mode)
                stream = io.BytesIO()
                picture.save(stream, "PNG")
                self.assertTrue(inspect(stream.getvalue()).shown)
        stream = io.BytesIO()
        make_scene().convert("CMYK").save(stream, "JPEG")
        self.assertTrue(inspect(stream.getvalue()).shown)

    def test_papers(self):
        for content, name, kind in (
            (make_pdf(pages=3), "bill.pdf", Kind.PDF),
            (make_pdf(GO_TO), "bill.pdf", Kind.PDF),
            (make_document(), "letter.docx", Kind.DOCUMENT),
            (make_sheet(), "stock.xlsx", Kind.SHEET),
            (make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "s.ods",
             Kind.SHEET),
            (make_zip({"mimetype": "application/vnd.oasis.opendocument.text"}), "s.odt",
             Kind.DOCUMENT),
            (OLE2 + utf16("WordDocument"), "letter.doc", Kind.DOCUMENT),
            (OLE2 + utf16("Workbook"), "stock.xls", Kind.SHEET),
            (b"product,quantity\nTea,5\n", "stock.csv", Kind.SHEET),
            ("Prix : 5 €, déjà payé <ici>".encode(), "note.txt", Kind.TEXT),
            ("Menge: 5 Stück".encode("cp1252"), "note", Kind.TEXT),
            (b"BM Traders and MZ Stores say so", "note.txt", Kind.TEXT),
            ("Сумма".encode("utf-16"), "note.txt", Kind.TEXT),
        ):
            with self.subTest(name=name, kind=kind):
                told = inspect(content, name)
                self.assertEqual(told.kind, kind)
                self.assertFalse(told.shown)
        self.assertEqual(inspect(make_pdf(pages=3)).pages, 3)

    def test_a_photo_called_by_another_format_is_told(self):
        told = inspect(make_heic(), "IMG_0001.jpg")
        self.assertEqual(told.mimetype, "image/heic")
        self.assertEqual(told.problems, ("mislabelled",))
