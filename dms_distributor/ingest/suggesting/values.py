"""Tells columns by their values, where headings are missing or say nothing."""

from itertools import permutations

import polars as pl

from ..interpreting.numbers import read_numbers, split_units
from ..layout import RETURN_FLAGS
from .measures import Measure, measure

# What a day book's column of voucher types says beside the marks of returns.
_VOUCHER_TYPES = frozenset(
    {"sales", "sale", "invoice", "tax invoice", "cash sale", "debit note", "vente", "ventes",
     "facture", "purchase", "receipt", "journal", "delivery note", *RETURN_FLAGS}
)
_SHARE = 0.8


def find_date_column(measures: list[Measure]) -> str | None:
    """The column with the most dates and little else."""
    dated = [found for found in measures if found.is_date]
    return max(dated, key=lambda found: found.filled * found.dates).name if dated else None


def guess_figures(lines: pl.DataFrame, measures: list[Measure]) -> dict[str, str]:
    """Role → column of quantity, price and amount among the columns of numbers.

    Three columns of which one is the product of the two others are known for what they are.
    """
    numeric = [found for found in measures if found.is_number or found.units >= _SHARE]
    values = {found.name: _get_values(lines[found.name]) for found in numeric}
    united = [found.name for found in numeric if found.units >= _SHARE]
    for quantity, price, amount in permutations(values, 3):
        if united and quantity not in united:
            continue
        if _is_product(values[quantity], values[price], values[amount]):
            if not united and _is_wholer(price, quantity, numeric):
                quantity, price = price, quantity
            return {"quantity": quantity, "unit_price": price, "net_amount": amount}
    return _guess_two_figures(numeric, united)


def _guess_two_figures(numeric: list[Measure], united: list[str]) -> dict[str, str]:
    """Quantity by its unit or its whole numbers; the amount by its decimals."""
    # A code of digits is long and hardly ever negative or broken: leave it to the codes.
    broken = [found.name for found in numeric if found.whole < 0.9 and found.name not in united]
    whole = [found.name for found in numeric if found.whole >= 0.9 and found.length <= 4]
    quantity = (united or whole or broken)[:1]
    amount = [name for name in broken if name not in quantity][-1:]
    return {
        **({"quantity": quantity[0]} if quantity else {}),
        **({"net_amount": amount[0]} if amount else {}),
    }


def _get_values(texts: pl.Series) -> pl.Series:
    bare = split_units(texts)[0]
    values = read_numbers(bare, ".", ",")
    other = read_numbers(bare, ",", ".")
    return (other if other.count() > values.count() else values).cast(pl.Float64)


def _is_product(quantity: pl.Series, price: pl.Series, amount: pl.Series) -> bool:
    """Whether it holds on most lines, and on some where neither factor is 1 (so it says much)."""
    table = pl.DataFrame({"quantity": quantity, "price": price, "amount": amount}).drop_nulls()
    telling = table.filter(
        (pl.col("quantity").abs() != 1) & (pl.col("price").abs() != 1) & (pl.col("amount") != 0)
    )
    if telling.height < 2:
        return False
    near = (
        (pl.col("quantity") * pl.col("price")).abs() - pl.col("amount").abs()
    ).abs() <= 0.05
    return bool(telling.select(near.mean() >= _SHARE).item())


def _is_wholer(one: str, other: str, measures: list[Measure]) -> bool:
    shares = {found.name: found.whole for found in measures}
    return shares[one] > shares[other]


def guess_product(measures: list[Measure]) -> dict[str, str]:
    """Code and name of the product among a line's columns of text."""
    codes = [found for found in measures if found.is_code and not found.comes_in_runs]
    roles = {}
    if codes:
        roles["product_code"] = max(codes, key=lambda found: found.distinct).name
    names = [
        found
        for found in measures
        if found.is_text and found.name != roles.get("product_code") and found.spaced >= 0.3
    ]
    if names:
        roles["product_name"] = max(names, key=lambda found: found.distinct).name
    return roles


def guess_bill(measures: list[Measure]) -> dict[str, str]:
    """Number and party of bills, where each is repeated on a bill's lines."""
    codes = sorted(
        (found for found in measures if found.is_code and found.comes_in_runs),
        key=lambda found: -found.distinct,
    )
    return {
        role: found.name for role, found in zip(("invoice", "outlet_code"), codes, strict=False)
    }


def guess_voucher(vouchers: pl.DataFrame, columns: list[str]) -> dict[str, str]:
    """Type, number and party among the columns of a day book's voucher rows."""
    measures = [measure(vouchers[name]) for name in columns]
    filled = [found for found in measures if found.is_text]
    roles = {}
    for found in filled:
        texts = vouchers[found.name].drop_nulls().str.to_lowercase()
        if texts.is_in(list(_VOUCHER_TYPES)).mean() >= 0.9:
            roles["return_flag"] = found.name
            break
    rest = [found for found in filled if found.name not in roles.values()]
    numbers = [found for found in rest if found.spaced < 0.2 and found.digits > _SHARE]
    if numbers:
        roles["invoice"] = max(numbers, key=lambda found: found.distinct).name
    parties = [found for found in rest if found.name not in roles.values()]
    if parties:
        roles["outlet_code"] = max(parties, key=lambda found: found.filled).name
    return roles
