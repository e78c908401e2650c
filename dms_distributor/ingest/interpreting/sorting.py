"""Sorts a file's rows into lines of sale and rows that are none, and says why they are none."""

import polars as pl

from ..layout import NUMBER_ROLES, VOUCHER_ROLES, Layout
from ..reading import IngestError, Raw
from .columns import Columns
from .dates import read_dates

TOTAL = (
    r"(?i)^\W*(?:(?:grand|sub|page|report|net|bill|invoice|voucher|day|daily|month|monthly|party|"
    r"overall|running|sous|montant|sum)[\s.-]*)?(?:totals?|totaux|totale)\b\s*"
    r"(?:(?:g[ée]n[ée]ral|for|of|de|du|des|par|pour|ht|ttc|amount|qty|quantity|value|facture|client|"
    r"voucher|bill|invoice|day)\b.*)?\W*$|"
    r"(?i)^\W*(?:carried|brought) (?:forward|over)\W*$|(?i)^\W*(?:[bc]/f|report à nouveau)\W*$"
)
_WORD = r"[^\W\d_]{3,}"


def sort_rows(raw: Raw, layout: Layout, columns: Columns, has_quantity: pl.Series) -> pl.Series:
    """Why each row is not a line of sale; null for the lines.

    :param has_quantity: whether the row's quantity can be read
    :raise IngestError: when one of the layout's patterns is not valid
    """
    frame = raw.frame.with_columns(has_quantity.alias("has_quantity"))
    cells = raw.cell_columns
    blank = frame.select(pl.all_horizontal(pl.col(cells).is_null())).to_series()
    reasons = {
        "blank": blank,
        "heading": _find_headings(frame, layout, columns, cells),
        "pattern": _find_patterns(frame, layout, cells),
        "total": _find_totals(frame, layout, columns, cells),
        "voucher_header": _find_voucher_headers(frame, layout, columns),
    }
    table = pl.DataFrame(reasons)
    reason = pl.coalesce(
        pl.when(pl.col(name)).then(pl.lit(name)) for name in reasons
    )
    found = table.select(reason).to_series()
    footer = _find_footer(frame.with_columns(found.alias("reason")), columns, cells)
    return pl.select(pl.when(footer).then(pl.lit("footer")).otherwise(found)).to_series()


def _find_headings(frame, layout: Layout, columns: Columns, cells) -> pl.Series:
    """The header row, what stands above it, and its repetitions on later pages."""
    row = pl.col("row")
    if columns.header_row:
        header = frame.row(columns.header_row - 1, named=True)
        repeated = pl.all_horizontal(
            pl.col(name).eq_missing(pl.lit(header[name], dtype=pl.String)) for name in cells
        )
        return frame.select((row <= columns.header_row) | repeated).to_series()
    # Without a header, titles are what stands above the first date and has no quantity.
    dates = read_dates(frame[columns["date"]].head(1000), layout.date_formats)
    first = dates.is_not_null().arg_max() if dates.count() else 0
    return frame.select((row <= first) & ~pl.col("has_quantity")).to_series()


def _find_patterns(frame, layout: Layout, cells) -> pl.Series:
    found = pl.repeat(False, frame.height, eager=True)
    for pattern in layout.ignore_patterns:
        try:
            found |= frame.select(
                pl.any_horizontal(
                    pl.col(cells).str.contains(f"(?i){pattern}").fill_null(False)
                )
            ).to_series()
        except pl.exceptions.ComputeError as error:
            reason = str(error).splitlines()[0]
            raise IngestError("bad_pattern", pattern=pattern, reason=reason) from error
    return found


def _find_totals(frame, layout: Layout, columns: Columns, cells) -> pl.Series:
    """Rows that say "total" and name no product: a product may well be called Total."""
    product = pl.col(columns.product)
    says_total = product.str.contains(TOTAL)
    dated = pl.lit(False)
    if not layout.voucher and "date" not in layout.fill_down:
        dated = pl.col(columns["date"]).is_not_null()
    nameless = product.is_null() | (says_total & ~dated)
    candidates = frame.filter(nameless).filter(
        pl.any_horizontal(pl.col(cells).str.contains(TOTAL).fill_null(False))
    )
    return frame["row"].is_in(candidates["row"].implode())


def _find_voucher_headers(frame, layout: Layout, columns: Columns) -> pl.Series:
    """A voucher's own row has a date, and no line of sale beside it.

    A date that can't be read still begins a voucher where its number or party stands beside: its
    lines must not go to the voucher before. Text alone there is a title or a page's foot.
    """
    if not layout.voucher:
        return pl.repeat(False, frame.height, eager=True)
    shared = columns["quantity"] in [columns[role] for role in VOUCHER_ROLES if role in columns]
    is_line = pl.lit(False) if shared else pl.col("has_quantity")
    dated = read_dates(frame[columns["date"]], layout.date_formats).is_not_null()
    marks = [columns[role] for role in ("invoice", "outlet_code", "outlet_name") if role in columns]
    named = pl.any_horizontal(pl.lit(False), *(pl.col(place).is_not_null() for place in marks))
    begins = pl.col(columns["date"]).is_not_null() & (dated | named)
    return frame.select(begins & ~is_line).to_series()


def _find_footer(frame, columns: Columns, cells) -> pl.Series:
    """What stands below the last line: words, but no quantity, no amount and no date.

    A last row of few cells without words is a line cut off, not a footer, and is left to be
    rejected.
    """
    figures = [columns[role] for role in NUMBER_ROLES if role in columns]
    has_figure = pl.any_horizontal(
        pl.col(figures).str.contains(r"\d").fill_null(False)
    )
    is_line = pl.col("reason").is_null() & has_figure
    last = frame.filter(is_line)["row"].max() or 0
    worded = pl.any_horizontal(pl.col(cells).str.contains(_WORD).fill_null(False))
    below = (pl.col("row") > last) & pl.col("reason").is_null() & worded
    found = frame.filter(below)
    undated = read_dates(found[columns["date"]]).is_null()
    return frame["row"].is_in(found.filter(undated)["row"].implode())
