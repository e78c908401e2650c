"""Workbooks: .xls by xlrd, .xlsx and .ods by calamine. Values only: no formula is ever computed."""

import datetime
import io
import re
import zipfile

import polars as pl
import python_calamine
import xlrd

from .errors import IngestError
from .raw import MEBIBYTE, Limits, Raw, build_frame

_COLUMN_REFERENCE = re.compile(rb'r="([A-Za-z]{1,3})\d')
_ROW_REFERENCE = re.compile(rb'r="[A-Za-z]{1,3}(\d{1,7})"')
_CHUNK = 16 * MEBIBYTE
# A reference that a chunk's end cuts is found whole in the overlap.
_OVERLAP = 32
_REPEATS = re.compile(
    rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>"
)


class _Book:
    """What the two kinds of workbook have in common: cells as Python values become columns."""

    def __init__(self, content, file_name, limits: Limits, **_options):
        self.content = content
        self.file_name = file_name
        self.limits = limits

    def sheets(self) -> list[str]:
        raise NotImplementedError

    def _read_rows(self, sheet: str, limit: int | None) -> list[list]:
        raise NotImplementedError

    def read_sheet(self, sheet: str | None, limit: int | None) -> Raw:
        names = self.sheets()
        if sheet and sheet not in names:
            raise IngestError(
                "no_sheet", file_name=self.file_name, sheet=sheet, sheets=", ".join(names)
            )
        rows = []
        for name in [sheet] if sheet else names:
            sheet = name
            rows = self._read_rows(name, limit)
            if any(value not in ("", None) for row in rows for value in row):
                break
        else:
            raise IngestError("no_rows", file_name=self.file_name, sheet=sheet)
        return self._build(rows, sheet)

    def _build(self, rows: list[list], sheet: str) -> Raw:
        width = max(map(len, rows))
        self.limits.check_width(width, self.file_name)
        texts, numbers = [], []
        for index in range(width):
            values = [row[index] if index < len(row) else None for row in rows]
            texts.append(self._to_text(values))
            kinds = [value.__class__ in (float, int) for value in values]
            numbers.append(pl.Series(f"c{index}", kinds, dtype=pl.Boolean))
        frame = build_frame(texts)
        return Raw(
            frame=frame,
            file_name=self.file_name,
            sheet=sheet,
            numbers=pl.DataFrame(numbers[: frame.width - 1]),
        )

    def _to_text(self, values: list) -> pl.Series:
        texts = [_WRITERS[value.__class__](value) for value in values]
        column = pl.Series(texts, dtype=pl.String)
        lengths = column.str.len_chars()
        worst = lengths.arg_max()
        if worst is not None and (lengths[worst] or 0) > self.limits.cell_length:
            raise IngestError(
                "cell_too_long",
                file_name=self.file_name,
                row=worst + 1,
                limit=self.limits.cell_length,
            )
        return column


class Workbook(_Book):
    """.xlsx and .ods, by calamine."""

    def __init__(self, content, file_name, limits: Limits, **options):
        super().__init__(content, file_name, limits, **options)
        try:
            self._check_extent()
            self.book = python_calamine.load_workbook(io.BytesIO(content))
        except python_calamine.PasswordError as error:
            raise IngestError("password", file_name=file_name) from error
        except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError) as error:
            raise IngestError("truncated", file_name=file_name) from error

    def sheets(self) -> list[str]:
        return list(self.book.sheet_names)

    def _read_rows(self, sheet, limit):
        try:
            found = self.book.get_sheet_by_name(sheet)
        except python_calamine.CalamineError as error:
            raise IngestError("truncated", file_name=self.file_name) from error
        self.limits.check_width(found.total_width, self.file_name)
        if found.total_height > self.limits.rows:
            raise IngestError("too_many_rows", file_name=self.file_name, limit=self.limits.rows)
        return found.to_python(skip_empty_area=False, nrows=limit)

    def _check_extent(self):
        """Refuse a sheet of which one far cell would make calamine allot all those before it."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    self._check_sheet(name, *_get_extent(archive.read(name)))
                elif name == "content.xml":
                    self._check_sheet(name, *_get_document_extent(archive.read(name)))

    def _check_sheet(self, name: str, height: int, width: int):
        self.limits.check_width(width, self.file_name)
        if height > self.limits.rows:
            raise IngestError("too_many_rows", file_name=self.file_name, limit=self.limits.rows)
        if height * width > self.limits.workbook_cells:
            raise IngestError(
                "too_many_cells",
                file_name=self.file_name,
                sheet=name.rpartition("/")[2],
                limit=self.limits.workbook_cells,
            )


class OldWorkbook(_Book):
    """.xls, by xlrd."""

    def __init__(self, content, file_name, limits: Limits, **options):
        super().__init__(content, file_name, limits, **options)
        try:
            self.book = xlrd.open_workbook(
                file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO()
            )
        except xlrd.XLRDError as error:
            code = "password" if "encrypted" in str(error).lower() else "truncated"
            raise IngestError(code, file_name=file_name) from error
        except Exception as error:  # xlrd lets whatever a damaged file provokes through
            raise IngestError("truncated", file_name=file_name) from error

    def sheets(self) -> list[str]:
        return list(self.book.sheet_names())

    def _read_rows(self, sheet, limit):
        try:
            found = self.book.sheet_by_name(sheet)
        except Exception as error:  # as above
            raise IngestError("truncated", file_name=self.file_name) from error
        height = found.nrows if limit is None else min(limit, found.nrows)
        rows = []
        for index in range(height):
            types, values = found.row_types(index), found.row_values(index)
            if not _PLAIN.issuperset(types):
                values = [
                    self._convert(kind, value) for kind, value in zip(types, values, strict=True)
                ]
            rows.append(values)
        return rows

    def _convert(self, kind: int, value):
        if kind == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(value, self.book.datemode)
            except (ValueError, OverflowError):
                return value
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#ERROR")
        return value


_PLAIN = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BLANK}


def _write_text(value: str) -> str | None:
    return value.replace("\0", "").strip() or None


def _write_float(value: float) -> str:
    """As a spreadsheet program shows it: 15 digits, never an exponent."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{value:.20f}".rstrip("0").rstrip(".") if "e" in text else text


def _write_moment(value: datetime.datetime) -> str:
    return str(value.date()) if value.time() == datetime.time() else str(value)


_WRITERS = {
    str: _write_text,
    float: _write_float,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    type(None): lambda value: None,
    datetime.datetime: _write_moment,
    datetime.date: str,
    datetime.time: str,
    datetime.timedelta: str,
}


def _get_extent(xml: bytes) -> tuple[int, int]:
    """Last row and last column that an .xlsx sheet's cells name."""
    rows, columns = set(), set()
    for start in range(0, len(xml), _CHUNK):
        chunk = xml[start : start + _CHUNK + _OVERLAP].replace(b"'", b'"')
        rows.update(_ROW_REFERENCE.findall(chunk))
        columns.update(_COLUMN_REFERENCE.findall(chunk))
    return max(map(int, rows), default=0), max(map(_get_column_number, columns), default=0)


def _get_column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _get_document_extent(xml: bytes) -> tuple[int, int]:
    """Last row and last column of an .ods file's cells that hold something."""
    height = width = row = column = repeats = 0
    for match in _REPEATS.finditer(xml):
        number = re.search(rb'number-(?:rows|columns)-repeated="(\d+)"', match[2])
        count = int(number[1]) if number else 1
        if match[1] == b"table-row":
            row, column, repeats = row + repeats, 0, count
        else:
            column += count
            if b"value" in match[2]:
                height, width = max(height, row + repeats), max(width, column)
    return height, width
