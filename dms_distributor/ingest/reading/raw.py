"""A file's cells as text, before anybody says what they mean."""

from dataclasses import dataclass, replace

import polars as pl

from .errors import IngestError

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """What a file may be; beyond, it is refused before it can do harm."""

    size: int = 64 * MEBIBYTE
    unpacked: int = 512 * MEBIBYTE
    columns: int = 256
    rows: int = 2_000_000
    # A workbook's reader allots every cell between the first and the last, used or not.
    workbook_cells: int = 12_000_000
    # A page is held as a tree, many times its size.
    page: int = 16 * MEBIBYTE
    cell_length: int = 32_767

    def check_width(self, width: int, file_name: str):
        """Refuse a sheet of more columns.

        :raise IngestError: with the code ``too_many_columns``
        """
        if width > self.columns:
            raise IngestError(
                "too_many_columns", file_name=file_name, columns=width, limit=self.columns
            )


@dataclass(frozen=True)
class Raw:
    """The cells of one sheet.

    :ivar frame: ``row`` (UInt32, from 1, as a spreadsheet program numbers them) and the String
        columns ``c0``, ``c1``, …; an empty cell is null. Numbers are written with a point, dates as
        ISO 8601
    :ivar numbers: which cells are true numbers (Boolean columns ``c0``, …); None for text files
    """

    frame: pl.DataFrame
    file_name: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    numbers: pl.DataFrame | None = None

    @property
    def cell_columns(self) -> list[str]:
        return [name for name in self.frame.columns if name != "row"]

    def head(self, count: int) -> "Raw":
        """The first rows only, as for a preview."""
        return replace(
            self,
            frame=self.frame.head(count),
            numbers=None if self.numbers is None else self.numbers.head(count),
        )


def build_frame(columns: list[pl.Series]) -> pl.DataFrame:
    """Number the columns and rows; empty columns at the right and rows at the end are dropped."""
    while columns and columns[-1].null_count() == len(columns[-1]):
        columns = columns[:-1]
    frame = pl.DataFrame([column.alias(f"c{index}") for index, column in enumerate(columns)])
    if not columns:
        return pl.DataFrame(schema={"row": pl.UInt32, "c0": pl.String})
    return frame.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.UInt32))
