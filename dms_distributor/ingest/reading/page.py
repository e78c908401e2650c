"""A web page that calls itself a spreadsheet, as many systems export: its tables are its sheets."""

import polars as pl
from lxml import etree, html

from .errors import IngestError
from .raw import MEBIBYTE, Limits, Raw, build_frame


class Page:
    """Tables of an HTML page."""

    def __init__(self, content, file_name, limits: Limits, encoding="", **_options):
        self.file_name = file_name
        self.limits = limits
        if len(content) > limits.page:
            raise IngestError("too_large", file_name=file_name, limit=limits.page // MEBIBYTE)
        parser = html.HTMLParser(encoding=encoding or None, no_network=True, huge_tree=False)
        try:
            document = html.document_fromstring(content, parser=parser)
        except (etree.LxmlError, ValueError, LookupError) as error:
            raise IngestError("unreadable", file_name=file_name) from error
        self.tables = [table for table in document.iter("table") if _get_rows(table)]
        if not self.tables:
            raise IngestError("not_a_workbook", file_name=file_name)

    def sheets(self) -> list[str]:
        return [f"Table {number}" for number, _table in enumerate(self.tables, 1)]

    def read_sheet(self, sheet: str | None, limit: int | None) -> Raw:
        names = self.sheets()
        if sheet and sheet not in names:
            raise IngestError(
                "no_sheet", file_name=self.file_name, sheet=sheet, sheets=", ".join(names)
            )
        # The largest table holds the data; the others lay out the page.
        table = (
            self.tables[names.index(sheet)]
            if sheet
            else max(self.tables, key=lambda table: len(_get_rows(table)))
        )
        rows = [_get_cells(row) for row in _get_rows(table)[:limit]]
        width = max(map(len, rows))
        self.limits.check_width(width, self.file_name)
        columns = [
            pl.Series([row[index] if index < len(row) else None for row in rows], dtype=pl.String)
            for index in range(width)
        ]
        return Raw(
            frame=build_frame(columns),
            file_name=self.file_name,
            sheet=names[self.tables.index(table)],
        )


def _get_rows(table) -> list:
    return table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")


def _get_cells(row) -> list[str | None]:
    cells = []
    for cell in row.xpath("./td | ./th"):
        span = cell.get("colspan", "1")
        text = " ".join(cell.text_content().split())
        cells.append(text or None)
        cells.extend([None] * (min(int(span), 256) - 1 if span.isdecimal() else 0))
    return cells
