"""Files as people and attackers send them."""

import io
from random import Random

import pillow_heif
from odoo.addons.dms_distributor.tests.common_ingest import make_zip
from PIL import Image
from PyPDF2 import PdfWriter
from PyPDF2.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    create_string_object,
)

EXIF, GPS, ORIENTATION, TIME, OFFSET = 0x8769, 0x8825, 0x0112, 0x9003, 0x9011
DELHI = (28.6139, 77.2090)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_CONTENT_TYPES = "[Content_Types].xml"


def utf16(text):
    return text.encode("utf-16-le")


def make_scene(seed=1, size=(640, 480)):
    """A picture with something to recognise; each seed gives another."""
    chance = Random(seed)
    coarse = Image.new("RGB", (8, 6))
    coarse.putdata([tuple(chance.randint(0, 255) for _ in range(3)) for _ in range(48)])
    return coarse.resize(size, Image.Resampling.BICUBIC)


def make_exif(moment=None, offset=None, place=None, orientation=None):
    """Metadata as phones write them."""
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    if moment:
        exif[EXIF] = {TIME: moment, **({OFFSET: offset} if offset else {})}
    if place:
        latitude, longitude = place
        exif[GPS] = {
            1: "S" if latitude < 0 else "N", 2: split_degrees(abs(latitude)),
            3: "W" if longitude < 0 else "E", 4: split_degrees(abs(longitude)),
        }
    return exif


def split_degrees(degrees):
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), minutes % 1 * 60


def make_photo(seed=1, size=(640, 480), quality=85, picture=None, file_format="JPEG", **metadata):
    """A photo; metadata as ``make_exif`` takes them."""
    stream = io.BytesIO()
    (picture or make_scene(seed, size)).save(
        stream, file_format, quality=quality, exif=make_exif(**metadata).tobytes()
    )
    return stream.getvalue()


def make_heic(seed=1, size=(640, 480), **metadata):
    """A photo as an iPhone keeps it."""
    stream = io.BytesIO()
    pillow_heif.from_pillow(make_scene(seed, size)).save(
        stream, quality=70, exif=make_exif(**metadata).tobytes()
    )
    return stream.getvalue()


def make_sheet(**more):
    """The skeleton of an Excel file."""
    return make_zip({_CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<workbook/>", **more})


def make_document(**more):
    """The skeleton of a Word file."""
    return make_zip({_CONTENT_TYPES: "<Types/>", "word/document.xml": "<document/>", **more})


def make_pdf(action=None, password=None, pages=1):
    """A PDF of empty pages.

    :param action: dictionary of an action that runs when it is opened
    """
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if action:
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject({
            NameObject(key): value for key, value in action.items()
        })
    if password:
        writer.encrypt(password)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


JAVASCRIPT = {"/S": NameObject("/JavaScript"), "/JS": create_string_object("app.alert(1)")}
LAUNCH = {"/S": NameObject("/Launch"), "/F": create_string_object("calc.exe")}
GO_TO = {"/S": NameObject("/GoTo"), "/D": ArrayObject([NumberObject(0), NameObject("/Fit")])}
