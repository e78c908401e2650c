"""Reads a file by what it is, whatever it is called."""

from . import delimited, page, workbook
from .detection import detect_kind
from .errors import IngestError
from .raw import MEBIBYTE, Limits, Raw

READERS = {
    "xls": workbook.OldWorkbook,
    "xlsx": workbook.Workbook,
    "ods": workbook.Workbook,
    "html": page.Page,
    "text": delimited.Delimited,
}


def _open(content: bytes, file_name: str, limits: Limits, **options):
    if not content:
        raise IngestError("empty", file_name=file_name)
    if len(content) > limits.size:
        raise IngestError("too_large", file_name=file_name, limit=limits.size // MEBIBYTE)
    kind, content = detect_kind(content, file_name, limits)
    return READERS[kind](content, file_name, limits, **options)


def read_sheets(content: bytes, file_name: str, limits: Limits | None = None) -> list[str]:
    """Names of the sheets; one empty name for a text file.

    :raise IngestError: when the file can't be read
    """
    return _open(content, file_name, limits or Limits()).sheets()


def read_raw(
    content: bytes,
    file_name: str,
    sheet: str | None = None,
    limit: int | None = None,
    encoding: str = "",
    delimiter: str = "",
    limits: Limits | None = None,
) -> Raw:
    """Read one sheet's cells as text.

    :param sheet: its name; None: the first that holds something
    :param limit: how many rows to read at most
    :param encoding: of a text file; empty: found
    :param delimiter: of a text file; empty: found
    :raise IngestError: when the file can't be read or has no such sheet
    """
    reader = _open(
        content, file_name, limits or Limits(), encoding=encoding, delimiter=delimiter
    )
    return reader.read_sheet(sheet, limit)
