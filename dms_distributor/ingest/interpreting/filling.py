"""Carries down what a file writes once for several lines."""

import polars as pl

from ..layout import VOUCHER_ROLES, Layout
from .columns import Columns

# Says "blank on purpose" while values are carried down: a bill without a customer must not get the
# one of the bill before.
_BLANK = "\0"


def fill_down(frame: pl.DataFrame, layout: Layout, columns: Columns) -> pl.DataFrame:
    """The frame with a String column per role, filled as the layout says.

    :param frame: lines of sale and voucher rows only, with the raw columns and ``is_voucher``
    """
    table = frame.select(
        "row", "is_voucher", *(pl.col(place).alias(role) for role, place in columns.by_role.items())
    )
    if layout.voucher:
        # A line that stands on its voucher's own row begins a voucher as well.
        starts = pl.col("is_voucher") | (
            pl.col("date").is_not_null() & pl.col("quantity").is_not_null()
        )
        roles = [role for role in VOUCHER_ROLES if role in columns]
    else:
        roles = [role for role in layout.fill_down if role in columns]
        starts = _get_start(roles, columns)
    return table.with_columns(_fill(role, starts, layout.voucher) for role in roles)


def _get_start(roles: list[str], columns: Columns) -> pl.Expr:
    """Where a new bill begins: where another number stands."""
    if "invoice" not in columns:
        return pl.lit(False)
    number = pl.col("invoice")
    if "invoice" in roles:
        return number.is_not_null()
    return number.is_not_null() & number.ne_missing(number.shift())


def _fill(role: str, starts: pl.Expr, only_from_starts: bool) -> pl.Expr:
    value = pl.col(role)
    beyond = pl.lit(None, dtype=pl.String) if only_from_starts else value
    filled = (
        pl.when(starts).then(value.fill_null(_BLANK)).otherwise(beyond).forward_fill()
    )
    return pl.when(filled != _BLANK).then(filled).alias(role)
