"""What makes a scheme impossible, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import TermsError
from .mechanism import PRICED, Mechanism
from .terms import Kind

if TYPE_CHECKING:
    from .scheme import Scheme

Refusal = TermsError | None


def check_scheme(scheme: Scheme) -> None:
    """:raise TermsError: the first thing that is wrong with a scheme"""
    for check in CHECKS:
        refusal = check(scheme)
        if refusal:
            raise refusal


def _prices(scheme: Scheme) -> Refusal:
    if scheme.mechanism in PRICED and not scheme.prices:
        return TermsError("prices_missing", "Name the prices of at least one product.")
    if any(price.before < 0 or price.after < 0 for price in scheme.prices):
        return TermsError("price_negative", "A price cannot be below zero: correct it.")
    return None


def _terms(scheme: Scheme) -> Refusal:
    if scheme.mechanism not in PRICED and scheme.terms is None:
        return TermsError("no_slab", "There is no slab: add at least one.")
    return None


def _unit(scheme: Scheme) -> Refusal:
    is_own = scheme.mechanism not in (*PRICED, Mechanism.COMBO)
    if is_own and scheme.needs_unit and scheme.unit is None:
        return TermsError(
            "unit_missing", "Quantities are added in one unit: say which unit the scheme counts in."
        )
    return None


def _goods(scheme: Scheme) -> Refusal:
    if scheme.terms is None or scheme.terms.kind is not Kind.GOODS:
        return None
    if scheme.goods is None or not (scheme.goods.is_same or scheme.goods.products):
        return TermsError("goods_missing", "Say which product is given free.")
    return None


def _combo(scheme: Scheme) -> Refusal:
    if scheme.mechanism is not Mechanism.COMBO:
        return None
    is_whole = all(part.quantity > 0 and (part.unit or scheme.unit) for part in scheme.combo)
    if not scheme.combo or not is_whole:
        return TermsError(
            "combo_incomplete",
            "A set needs at least one part, each with a quantity above zero and a unit.",
        )
    return None


def _assortment(scheme: Scheme) -> Refusal:
    if scheme.mechanism is Mechanism.ASSORTMENT and not scheme.assortment:
        return TermsError("assortment_missing", "Say which assortment must be bought.")
    return None


def _display(scheme: Scheme) -> Refusal:
    if scheme.mechanism is not Mechanism.DISPLAY or scheme.terms is None:
        return None
    if scheme.terms.kind not in (Kind.AMOUNT, Kind.POINTS):
        return TermsError("display_unfit", "A display pays a fee: let it pay an amount or points.")
    return None


def _step(scheme: Scheme) -> Refusal:
    if scheme.rounding_step > 0:
        return None
    return TermsError(
        "step_not_positive", "The rounding {step} must be above zero.", step=scheme.rounding_step
    )


def _dates(scheme: Scheme) -> Refusal:
    if scheme.date_end is None or scheme.date_start <= scheme.date_end:
        return None
    return TermsError(
        "dates_reversed", "The scheme ends on {end}, before it starts on {start}: correct one.",
        start=scheme.date_start, end=scheme.date_end,
    )


def _new_partner_slab(scheme: Scheme) -> Refusal:
    slab = scheme.new_partner_slab
    if slab is None or scheme.terms is None or 0 <= slab < len(scheme.terms.ladder.slabs):
        return None
    return TermsError(
        "new_partner_slab", "New partners are to earn slab {slab}, which does not exist.",
        slab=slab + 1,
    )


CHECKS: tuple[Callable[[Scheme], Refusal], ...] = (
    _terms, _prices, _unit, _goods, _combo, _assortment, _display, _step, _dates,
    _new_partner_slab,
)
