"""Which column plays which role: by heading where it says, by values where it does not."""

from dataclasses import dataclass

import polars as pl

from ..interpreting.sorting import TOTAL
from ..layout import AMOUNT_ROLES
from ..reading import Raw
from .measures import measure
from .values import find_date_column, guess_bill, guess_figures, guess_product, guess_voucher

_SAMPLE = 5_000
# A day book's or filled-down file's share of rows without a date.
_UNDATED = 0.3


@dataclass(frozen=True)
class Places:
    """Role → column of ``Raw.frame``, and whether the file is a day book."""

    by_role: dict[str, str]
    voucher: bool = False


def find_places(raw: Raw, header_row: int, by_role: dict[str, str]) -> Places:
    """Complete what the headings say by what the values look like.

    :param by_role: role → column, by the headings
    """
    body = raw.frame.slice(header_row).head(_SAMPLE)
    cells = raw.cell_columns
    body = body.filter(pl.any_horizontal(pl.col(cells).is_not_null()))
    body = body.filter(
        ~pl.any_horizontal(pl.col(cells).str.contains(TOTAL).fill_null(False))
    )
    date = by_role.get("date") or find_date_column([measure(body[name]) for name in cells])
    if not date:
        return Places(by_role)
    by_role = {**by_role, "date": date}
    dated = body.filter(pl.col(date).is_not_null())
    undated = body.filter(pl.col(date).is_null())
    is_split = undated.height > body.height * _UNDATED
    lines = undated if is_split else dated
    others = [name for name in cells if name != date]
    by_role = _add_figures(lines, others, by_role)
    quantity = by_role.get("quantity")
    voucher = bool(
        is_split and quantity and not measure(dated[quantity]).is_countable
    )
    if voucher:
        first = dated["row"].min()
        vouchers = dated.filter(pl.col(date).str.contains(r"\d") & (pl.col("row") >= first))
        known = {by_role.get("invoice"), by_role.get("return_flag"), by_role.get("outlet_code")}
        free = [name for name in others if name not in known]
        by_role = {**guess_voucher(vouchers, free), **by_role}
    elif not header_row:
        by_role = {**guess_bill(_measure_free(lines, others, by_role)), **by_role}
    return Places(_add_product(lines, others, by_role, voucher), voucher)


def _add_figures(lines, others, by_role) -> dict[str, str]:
    if "quantity" in by_role and by_role.keys() & set(AMOUNT_ROLES):
        return by_role
    guessed = guess_figures(lines, _measure_free(lines, others, by_role))
    return {**guessed, **by_role}


def _add_product(lines, others, by_role, voucher: bool) -> dict[str, str]:
    if by_role.keys() & {"product_code", "product_name"}:
        return by_role
    roles = by_role
    if voucher:
        # The voucher's own columns hold something else on its lines.
        roles = {role: by_role[role] for role in ("quantity", *AMOUNT_ROLES) if role in by_role}
    return {**guess_product(_measure_free(lines, others, roles)), **by_role}


def _measure_free(lines, others, by_role) -> list:
    taken = set(by_role.values())
    return [measure(lines[name]) for name in others if name not in taken]
