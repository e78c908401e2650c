"""Files made in memory, for the tests of the ingest package."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from hypothesis import settings

from ..ingest import read_raw

# A busy machine must not fail a property by its time.
UNTIMED = settings(deadline=None, max_examples=60)
SAMPLES = Path(__file__).parent / "samples"
HEADINGS = "Invoice,Date,Outlet code,Item code,Qty,Amount"


def read_sample(name):
    return read_raw((SAMPLES / name).read_bytes(), name)


def read_text(text, name="sales.csv", encoding="utf-8", **options):
    return read_raw(text.encode(encoding), name, **options)


def make_workbook(*sheets):
    """An .xlsx of sheets, each a list of rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        for number, rows in enumerate(sheets, 1):
            sheet = book.add_worksheet(f"Sheet {number}")
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(place, column, value)
                    elif value is not None:
                        sheet.write(place, column, value)
    return stream.getvalue()


def make_document(body):
    """An .ods of one table."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return make_zip(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": (
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
                f'manifest:1.0"><manifest:file-entry manifest:full-path="/" '
                f'manifest:media-type="{kind}"/></manifest:manifest>'
            ),
            "content.xml": (
                f"<office:document-content {names}><office:body><office:spreadsheet>"
                f'<table:table table:name="Ventes">{body}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ),
        }
    )


def make_zip(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def add_up(values):
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


def get_reasons(table):
    """Row number → reason."""
    return dict(table.select("row", "reason").rows())
