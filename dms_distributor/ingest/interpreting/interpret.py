"""From a file's cells to lines of sale, without losing a row on the way."""

from dataclasses import dataclass

import polars as pl

from ..layout import NUMBER_ROLES, Layout
from ..reading import Raw
from .columns import Columns, find_columns
from .dates import read_dates
from .figures import complete_amounts, read_figures, sign_returns
from .filling import fill_down
from .numbers import LARGEST, read_numbers, split_units, through_distinct, write_numbers
from .sorting import sort_rows

IGNORED_REASONS = {
    "blank": "The row is empty.",
    "heading": "A title or heading.",
    "total": "A total.",
    "voucher_header": "A voucher's own row: its lines follow.",
    "footer": "Text below the last line.",
    "pattern": "The row matches a pattern of rows to ignore.",
    "zero": "Neither a quantity nor an amount.",
}
REJECTED_REASONS = {
    "product_missing": "No product is named.",
    "date_missing": "There is no date.",
    "date_unreadable": "“{value}” is not a date as the profile expects it.",
    "date_out_of_range": "The date {value} is too long ago or in the future.",
    "quantity_missing": "There is no quantity.",
    "quantity_not_a_number": "The quantity “{value}” is not a number.",
    "amount_missing": "There is neither an amount nor a price.",
    "amount_not_a_number": "The amount “{value}” is not a number.",
    "number_too_large": "“{value}” is too large to be true.",
    "amounts_disagree": "The net amount {value} is not the gross amount less the discount.",
}
_TEXT_ROLES = (
    "invoice", "outlet_code", "outlet_name", "product_code", "product_name", "unit", "lot",
)
_CODE_ROLES = ("invoice", "outlet_code", "product_code", "lot")
_FIGURES = ("quantity", "gross_amount", "discount_amount", "net_amount", "free_quantity")


@dataclass(frozen=True)
class Interpreted:
    """Every row of the file, in exactly one of three tables.

    :ivar rows: the lines of sale; figures are exact decimals as text
    :ivar rejected: lines that can't be taken, each with a key of ``REJECTED_REASONS``
    :ivar ignored: rows that are no lines, each with a key of ``IGNORED_REASONS``
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    ignored: pl.DataFrame
    headings: list[str]
    header_row: int


def interpret(raw: Raw, layout: Layout) -> Interpreted:
    """Understand a file's rows as the layout says.

    :raise IngestError: when the layout does not fit the file (a heading is not there, no column
        is known for the quantity …); a bad cell never raises, it rejects its row
    """
    columns = find_columns(raw, layout)
    frame, lines = get_lines(raw, layout, columns)
    lines = read_figures(lines, raw, layout, columns)
    lines = sign_returns(complete_amounts(lines), layout, columns)
    lines = read_texts(lines, layout, columns)
    lines = judge_lines(lines, layout, columns)
    rejected = lines.filter(pl.col("reason").is_not_null() & (pl.col("reason") != "zero"))
    zero = lines.filter(pl.col("reason") == "zero").select("row", zero="reason")
    ignored = frame.join(zero, on="row", how="left", maintain_order="left").with_columns(
        pl.coalesce("reason", "zero").alias("reason")
    )
    return Interpreted(
        rows=write_rows(lines.filter(pl.col("reason").is_null())),
        rejected=write_rejected(rejected, raw),
        ignored=_with_cells(ignored.filter(pl.col("reason").is_not_null()), raw, ["reason"]),
        headings=columns.headings,
        header_row=columns.header_row,
    )


def get_lines(
    raw: Raw, layout: Layout, columns: Columns
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The raw frame with the ``reason`` why a row is no line, and the lines: a text column a role,
    filled down."""
    has_quantity = _find_quantities(raw, layout, columns)
    reasons = sort_rows(raw, layout, columns, has_quantity)
    frame = raw.frame.with_columns(
        reasons.alias("reason"), (reasons == "voucher_header").fill_null(False).alias("is_voucher")
    )
    relevant = frame.filter(pl.col("reason").is_null() | pl.col("is_voucher"))
    return frame, fill_down(relevant, layout, columns).filter(~pl.col("is_voucher"))


def _find_quantities(raw: Raw, layout: Layout, columns: Columns) -> pl.Series:
    """Which rows have a number for quantity, whatever its marks."""

    def is_number(texts: pl.Series) -> pl.Series:
        if layout.quantity_units:
            texts = split_units(texts)[0]
        point, comma = read_numbers(texts, ".", ","), read_numbers(texts, ",", ".")
        return point.is_not_null() | comma.is_not_null()

    return through_distinct(raw.frame[columns["quantity"]], is_number).fill_null(False)


def read_texts(lines: pl.DataFrame, layout: Layout, columns: Columns) -> pl.DataFrame:
    """Texts and codes as they are kept, and the date."""
    texts = {
        role: pl.col(role) if role in columns else pl.lit(None, dtype=pl.String)
        for role in _TEXT_ROLES
    }
    # A spreadsheet program makes 85048.0 of a code that looks like a number.
    for role in _CODE_ROLES:
        texts[role] = texts[role].str.replace(r"^(\d+)\.0+$", "$1")
    if layout.outlet_prefix:
        texts["outlet_code"] = (
            texts["outlet_code"].str.strip_prefix(layout.outlet_prefix).str.strip_chars()
        )
    texts["unit"] = pl.coalesce(texts["unit"], pl.col("quantity_unit"))
    dates = read_dates(lines["date"], layout.date_formats)
    return lines.with_columns(dates.alias("day")).with_columns(
        **{f"{role}_text": expression for role, expression in texts.items()}
    )


def judge_lines(lines: pl.DataFrame, layout: Layout, columns: Columns) -> pl.DataFrame:
    """Add why a line can't be taken, the role to blame and its value; nulls where it can."""
    first, last = layout.date_bounds
    product = pl.coalesce("product_code_text", "product_name_text")
    product_role = "product_code" if "product_code" in columns else "product_name"
    quantity = pl.col("quantity_number")
    free = pl.col("free_quantity_number").fill_null(0)
    faults = [
        ("product_missing", product_role, product.is_null()),
        ("date_missing", "date", pl.col("date").is_null()),
        ("date_unreadable", "date", pl.col("day").is_null()),
        ("date_out_of_range", "date", ~pl.col("day").is_between(first, last)),
        *_judge_figures(columns),
        ("quantity_missing", "quantity", quantity.is_null()),
        ("amount_missing", "net_amount", pl.col("net").is_null()),
        ("amounts_disagree", "net_amount", pl.col("disagree")),
        ("zero", "quantity", (quantity == 0) & (free == 0) & (pl.col("net") == 0)
         & (pl.col("gross") == 0)),
    ]
    fault = pl.coalesce(
        pl.when(condition).then(pl.lit(index, dtype=pl.UInt8))
        for index, (_reason, _role, condition) in enumerate(faults)
    )
    lines = lines.with_columns(fault.alias("fault"))
    reasons = dict(enumerate(reason for reason, _role, _condition in faults))
    roles = dict(enumerate(role for _reason, role, _condition in faults))
    return lines.with_columns(
        reason=pl.col("fault").replace_strict(reasons, default=None, return_dtype=pl.String),
        role=pl.col("fault").replace_strict(roles, default=None, return_dtype=pl.String),
    )


def _judge_figures(columns: Columns) -> list[tuple[str, str, pl.Expr]]:
    """Figures that are there and can't be read."""
    faults = []
    digits = len(str(LARGEST))
    for role in NUMBER_ROLES:
        if role not in columns:
            continue
        unread = pl.col(role).is_not_null() & pl.col(f"{role}_number").is_null()
        large = pl.col(role).str.contains(rf"^\W*(?:\d\W?){{{digits},}}(?:[.,]\d*)?\W*$")
        kind = "quantity" if role.endswith("quantity") else "amount"
        faults += [
            ("number_too_large", role, unread & large),
            (f"{kind}_not_a_number", role, unread),
        ]
    return faults


def _get_figures() -> dict[str, pl.Expr]:
    return {
        "quantity": pl.col("quantity_number"),
        "gross_amount": pl.col("gross"),
        "discount_amount": pl.col("gross") - pl.col("net"),
        "net_amount": pl.col("net"),
        "free_quantity": pl.col("free_quantity_number"),
    }


def write_rows(lines: pl.DataFrame) -> pl.DataFrame:
    figures = {name: write_numbers(figure) for name, figure in _get_figures().items()}
    figures["free_quantity"] = figures["free_quantity"].fill_null("0")
    return lines.select(
        "row",
        pl.col("invoice_text").alias("invoice"),
        pl.col("day").alias("date"),
        *(pl.col(f"{role}_text").alias(role) for role in _TEXT_ROLES if role != "invoice"),
        **figures,
    )


def write_rejected(lines: pl.DataFrame, raw: Raw) -> pl.DataFrame:
    figures = _get_figures()
    blamed = [
        pl.when(pl.col("role") == role).then(pl.col(role))
        for role in ("product_code", "product_name", "date", *NUMBER_ROLES)
        if role in lines.columns
    ]
    rejected = lines.select(
        "row",
        "reason",
        "role",
        value=pl.coalesce(*blamed),
        quantity=write_numbers(figures["quantity"]),
        net_amount=write_numbers(figures["net_amount"]),
    )
    return _with_cells(rejected, raw, ["reason", "role", "value", "quantity", "net_amount"])


def _with_cells(table: pl.DataFrame, raw: Raw, keep: list[str]) -> pl.DataFrame:
    """The rows with their cells as they stand in the file."""
    cells = raw.frame.filter(pl.col("row").is_in(table["row"].implode())).select(
        "row", cells=pl.concat_list(raw.cell_columns)
    )
    return table.select("row", *keep).join(cells, on="row", how="left", maintain_order="left")
