"""Lines of sale that another program sends as records, not as the cells of a file."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from ..layout import NUMBER_ROLES, Layout
from ..reading import Raw
from .columns import Columns
from .figures import complete_amounts, read_figures
from .interpret import Interpreted, judge_lines, read_texts, write_rejected, write_rows

# What a record calls it → its role.
RECORD_FIELDS = {
    "source_key": "source_key",
    "invoice": "invoice",
    "date": "date",
    "outlet": "outlet_code",
    "outlet_name": "outlet_name",
    "product": "product_code",
    "product_name": "product_name",
    "quantity": "quantity",
    "unit": "unit",
    "free_quantity": "free_quantity",
    "unit_price": "unit_price",
    "gross_amount": "gross_amount",
    "discount_amount": "discount_amount",
    "net_amount": "net_amount",
    "lot": "lot",
}
FIELD_BY_ROLE = {role: name for name, role in RECORD_FIELDS.items()}
# A program writes a number in one way: no thousands, no currency, no comma.
_NUMBER = r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$"
_COLUMNS = Columns(
    0, list(RECORD_FIELDS), {role: f"c{i}" for i, role in enumerate(RECORD_FIELDS.values())}
)


def find_unknown_fields(records: Sequence[Mapping]) -> list[str]:
    """Names that no record may have, once each."""
    return sorted({name for record in records for name in record} - RECORD_FIELDS.keys())


def read_records(records: Sequence[Mapping]) -> Raw:
    """The values of ``records`` as text, one row each, numbered from 1."""
    columns = {
        f"c{i}": pl.Series([write_value(record.get(name)) for record in records], dtype=pl.String)
        for i, name in enumerate(RECORD_FIELDS)
    }
    frame = pl.DataFrame(columns).with_row_index("row", offset=1)
    return Raw(frame.with_columns(pl.col("row").cast(pl.UInt32)))


def interpret_records(raw: Raw) -> Interpreted:
    """Judge the records of ``raw``: each is in exactly one of ``rows`` and ``rejected``.

    :return: what ``interpret`` returns; ``rows`` has a column ``source_key`` more
    """
    layout = Layout(
        date_formats=("%Y-%m-%d",), decimal_mark=".",
        # A day beyond today is right where the sender's clock is ahead of ours.
        date_max=date.today() + timedelta(days=1),
    )
    lines = raw.frame.select(
        "row", *(pl.col(place).alias(role) for role, place in _COLUMNS.by_role.items())
    )
    lines = read_figures(lines, raw, layout, _COLUMNS).with_columns(
        pl.when(pl.col(role).str.contains(_NUMBER)).then(pl.col(f"{role}_number"))
        .alias(f"{role}_number")
        for role in NUMBER_ROLES
    )
    lines = read_texts(complete_amounts(lines), layout, _COLUMNS)
    lines = judge_lines(lines, layout, _COLUMNS)
    rows = lines.filter(pl.col("reason").is_null())
    return Interpreted(
        rows=write_rows(rows).with_columns(rows["source_key"]),
        rejected=write_rejected(lines.filter(pl.col("reason").is_not_null()), raw),
        ignored=pl.DataFrame(schema={"row": pl.UInt32, "reason": pl.String}),
        headings=list(RECORD_FIELDS),
        header_row=1,
    )


def write_value(value) -> str | None:
    """A JSON value as text, exactly; None for what is blank."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and math.isfinite(value):
        return format(Decimal(repr(value)), "f")
    return json.dumps(value) if isinstance(value, bool | dict | list) else str(value)
