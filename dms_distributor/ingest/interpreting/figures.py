"""Quantities and amounts of the lines: read, completed from one another, signed."""

import re
from decimal import Decimal

import polars as pl

from ..layout import NUMBER_ROLES, Layout
from ..reading import Raw
from .columns import Columns
from .numbers import DECIMAL, clean_numbers, find_marks, read_numbers, split_units, through_distinct

# Amounts of one line that differ by less were rounded, not mistaken.
TOLERANCE = Decimal("0.05")


def find_role_marks(texts: dict[str, pl.Series], layout: Layout) -> dict[str, tuple[str, str]]:
    """Decimal and thousands mark of each role's column.

    A column that leaves it open goes by the others of the file, and by the point when all do.

    :param texts: role → the column's texts, typed numbers left out
    """
    if layout.decimal_mark:
        decimal = layout.decimal_mark
        thousands = layout.thousands_mark or (",." if decimal == "," else ".,")[1]
        return dict.fromkeys(texts, (decimal, thousands))
    evidence = {role: find_marks(clean_numbers(values.unique())) for role, values in texts.items()}
    commas = sum(pair[0] for pair in evidence.values())
    points = sum(pair[1] for pair in evidence.values())
    marks = {}
    for role, (comma, point) in evidence.items():
        has_comma = comma > point if comma != point else commas > points
        decimal = "," if has_comma else "."
        marks[role] = (decimal, layout.thousands_mark or ("." if has_comma else ","))
    return marks


def read_figures(table: pl.DataFrame, raw: Raw, layout: Layout, columns: Columns) -> pl.DataFrame:
    """Add ``<role>_number`` for each number role of the table, and ``quantity_unit``."""
    texts = {role: table[role] for role in NUMBER_ROLES if role in columns}
    units = pl.repeat(None, table.height, dtype=pl.String, eager=True)
    if layout.quantity_units:
        texts["quantity"], units = _split_distinct(texts["quantity"])
    typed = {role: get_typed(table, raw, columns[role]) for role in texts}
    marks = find_role_marks(
        {role: values.filter(~typed[role]) for role, values in texts.items()}, layout
    )
    numbers = {
        role: _read(values, typed[role], *marks[role]).alias(f"{role}_number")
        for role, values in texts.items()
    }
    for role in NUMBER_ROLES:
        if role not in numbers:
            numbers[role] = pl.repeat(
                None, table.height, dtype=DECIMAL, eager=True
            ).alias(f"{role}_number")
    return table.with_columns(*numbers.values(), units.alias("quantity_unit"))


def _split_distinct(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    return (
        through_distinct(texts, lambda distinct: split_units(distinct)[0]),
        through_distinct(texts, lambda distinct: split_units(distinct)[1]),
    )


def get_typed(table: pl.DataFrame, raw: Raw, place: str) -> pl.Series:
    """Which of the lines hold a true number in that column."""
    if raw.numbers is None:
        return pl.repeat(False, table.height, eager=True)
    return raw.numbers[place].gather(table["row"] - 1)


def _read(texts: pl.Series, typed: pl.Series, decimal: str, thousands: str) -> pl.Series:
    written = through_distinct(texts, lambda distinct: read_numbers(distinct, decimal, thousands))
    if decimal == "." or not typed.any():
        return written
    canonical = through_distinct(texts, lambda distinct: read_numbers(distinct, ".", ""))
    return pl.select(pl.when(typed).then(canonical).otherwise(written)).to_series()


def complete_amounts(table: pl.DataFrame) -> pl.DataFrame:
    """Add gross, discount and net, each found from the others: net = gross − discount always.

    ``disagree`` is set where the file gives all three and they contradict one another.
    """
    quantity, price = pl.col("quantity_number"), pl.col("unit_price_number")
    given_gross, given_net = pl.col("gross_amount_number"), pl.col("net_amount_number")
    given_discount = pl.col("discount_amount_number")
    zero = pl.lit(Decimal(0)).cast(DECIMAL)
    priced = quantity * price
    # A discount takes away from the amount, whichever sign it is written with.
    base = pl.coalesce(given_gross, given_net, priced)
    discount = pl.when(base < 0).then(-given_discount.abs()).otherwise(given_discount.abs())
    implied = priced - given_net
    believable = (implied.abs() > TOLERANCE) & (implied.sign() == priced.sign())
    gross = pl.coalesce(
        given_gross,
        given_net + discount,
        pl.when(believable).then(priced),
        given_net,
        priced,
        pl.when((quantity == 0) & (pl.col("free_quantity_number") != 0)).then(zero),
    )
    net = pl.coalesce(given_net, gross - pl.coalesce(discount, zero))
    difference = (given_gross - given_net - discount).abs()
    return table.with_columns(
        gross=gross, net=net, disagree=(difference > TOLERANCE).fill_null(False)
    )


def sign_returns(table: pl.DataFrame, layout: Layout, columns: Columns) -> pl.DataFrame:
    """Make the figures of returns negative, where the layout says how to know a return."""
    marks = [mark.casefold() for mark in layout.effective_return_marks]
    if layout.returns == "flag" and "return_flag" in columns:
        flag = pl.col("return_flag").str.to_lowercase().str.strip_chars()
        is_return = flag.is_in(marks)
    elif layout.returns == "prefix" and "invoice" in columns:
        # "C" marks C1001 and not CASH1001.
        prefixes = "|".join(map(re.escape, marks))
        is_return = pl.col("invoice").str.contains(rf"(?i)^\s*(?:{prefixes})(?:[^a-z]|$)")
    else:
        return table
    signed = ("quantity_number", "free_quantity_number", "gross", "net")
    return table.with_columns(
        pl.when(is_return.fill_null(False)).then(-pl.col(name).abs()).otherwise(pl.col(name))
        .alias(name)
        for name in signed
    )
