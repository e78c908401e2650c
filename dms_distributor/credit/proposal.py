"""What limit a partner's own history supports, term by term."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class History:
    """How a partner bought and paid in the window; money with tax, in one currency.

    ``days`` since its first invoice in the window. ``due`` is what fell due in the window,
    ``punctual`` the part of it paid by then. ``recent`` and ``earlier`` are the sales of the last
    quarter and of the one before. ``terms`` are the days granted, weighted by value.
    """

    sales: Decimal = ZERO
    days: int = 0
    due: Decimal = ZERO
    punctual: Decimal = ZERO
    recent: Decimal = ZERO
    earlier: Decimal = ZERO
    terms: Decimal = ZERO


@dataclass(frozen=True)
class Policy:
    """How a company weighs what it sees.

    ``cover`` multiplies the sales of the terms: above one it leaves room for orders on the way.
    ``punctuality_weight`` and ``trend_weight`` lie between 0 (ignored) and 1 (in full).
    ``trend_cap`` bounds the growth or decline that counts. ``max_change`` bounds a change of the
    present limit, as a share of it; ``step`` is what limits are rounded to; ``min_days`` is the
    shortest history that says anything.
    """

    cover: Decimal = Decimal("1.5")
    punctuality_weight: Decimal = Decimal("0.5")
    trend_weight: Decimal = Decimal("0.5")
    trend_cap: Decimal = Decimal("0.5")
    max_change: Decimal = Decimal("0.5")
    step: Decimal = Decimal(100)
    min_days: int = 60


@dataclass(frozen=True)
class Term:
    """One step of the calculation: what was measured, how much it counts, where it leads."""

    code: str
    value: Decimal
    weight: Decimal
    factor: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Proposal:
    """A proposed limit with the terms that lead to it, in the order of calculation."""

    amount: Decimal
    terms: tuple[Term, ...]


def share(part: Decimal, whole: Decimal) -> Decimal:
    """``part / whole`` within 0 and 1; 1 where there is no whole to be judged by."""
    return min(ONE, max(ZERO, part / whole)) if whole > 0 else ONE


def propose(history: History, policy: Policy, present: Decimal | None) -> Proposal | None:
    """The limit that the history supports.

    velocity: average daily sales × terms × cover; × punctuality: 1 − weight · (1 − share paid
    within terms); × trend: 1 + weight · growth of the last quarter on the one before, bounded;
    then bounded by the present limit and rounded to the step.

    :param present: the limit in force, None where there is none
    :return: None where the history is too short or too small to say anything
    """
    if history.days < policy.min_days or history.sales <= 0 or history.terms <= 0:
        return None
    daily = history.sales / history.days
    amount = daily * history.terms * policy.cover
    terms = [Term("velocity", daily, policy.cover, history.terms * policy.cover, amount)]

    punctuality = share(history.punctual, history.due)
    factor = ONE - policy.punctuality_weight * (ONE - punctuality)
    amount *= factor
    terms.append(Term("punctuality", punctuality, policy.punctuality_weight, factor, amount))

    growth = history.recent / history.earlier - ONE if history.earlier > 0 else ZERO
    growth = max(-policy.trend_cap, min(policy.trend_cap, growth))
    factor = ONE + policy.trend_weight * growth
    amount *= factor
    terms.append(Term("trend", growth, policy.trend_weight, factor, amount))

    if present:
        bounded = max(
            present * (ONE - policy.max_change), min(present * (ONE + policy.max_change), amount)
        )
        if bounded != amount:
            terms.append(Term("bound", present, policy.max_change, bounded / amount, bounded))
            amount = bounded
    rounded = (amount / policy.step).quantize(ONE, ROUND_HALF_UP) * policy.step
    terms.append(Term("rounding", policy.step, ONE, ONE, rounded))
    return Proposal(rounded, tuple(terms))
