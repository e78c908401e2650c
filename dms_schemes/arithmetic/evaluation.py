"""The answer for one basket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from .basket import Basket, Past
from .benefit import PRECISION
from .dues import Due
from .frame import Frame
from .mechanism import Payout
from .outcome import PARTY, FreeGoods, Outcome, Reason
from .positions import room, share
from .running import Offer, Run
from .scheme import Scheme
from .terms import Kind

if TYPE_CHECKING:
    from .scheme_set import SchemeSet


@dataclass(slots=True)
class Grants:
    """What the plain schemes give one basket.

    :ivar at: their positions, ascending; shape (r,)
    :ivar units: what each earns, in its rounding steps
    :ivar is_cut: by its budget
    :ivar money: of it by position of the basket, in steps of the currency; shape (r, positions)
    :ivar dues: of the schemes that are earned over a window
    """

    at: np.ndarray
    units: np.ndarray
    is_cut: np.ndarray
    money: np.ndarray
    dues: list[Due] = field(default_factory=list)

    def hold(self, left: np.ndarray, start: int = 0, end: int | None = None) -> np.ndarray:
        """Hold the shares of rows to what is left of each position, in turn.

        :return: what they take
        """
        taken = self.money[start:end].sum(axis=0)
        if (taken > left).any():
            running = np.minimum(self.money[start:end].cumsum(axis=0), left)
            running[1:] -= running[:-1].copy()
            self.money[start:end] = running
            taken = running.sum(axis=0)
        return taken


class Evaluation:
    """What a basket earns and why; details are made when they are asked for."""

    def __init__(
        self, schemes: SchemeSet, frame: Frame, history: Mapping[int, Past],
        budgets: Mapping[int, Decimal], grants: Grants, run: Run | None = None,
    ):
        self._schemes, self._frame = schemes, frame
        self._history, self._budgets = history, budgets
        self._grants, self._run = grants, run
        self._reasons: dict[int, Outcome] = {}

    @property
    def basket(self) -> Basket:
        """What was evaluated."""
        return self._frame.basket

    @cached_property
    def outcomes(self) -> dict[int, Outcome]:
        """Of the schemes that pay or take back, by scheme key, in turn."""
        found = dict(self._of_grants())
        if self._run:
            for key, outcome in self._run.outcomes.items():
                if outcome.is_paid:
                    position = self._schemes.position_of[key]
                    shares = self._shares.get(position, {})
                    found[position] = replace(outcome, shares=shares)
        return {found[position].scheme.key: found[position] for position in sorted(found)}

    @cached_property
    def discounts(self) -> dict[int, Decimal]:
        """Money to take off each line on the invoice, by line key; lines without any are left out.
        """
        if self._frame.is_split:
            return self._sums_of_shares()
        step = self._frame.step
        is_on_invoice = self._schemes.is_on_invoice
        totals = self._grants.money[is_on_invoice[self._grants.at]].sum(axis=0).tolist()
        if self._run:
            for key, money in self._run.money.items():
                if is_on_invoice[self._schemes.position_of[key]]:
                    totals = list(map(add, totals, money))
        return {
            lines[0].key: total * step
            for lines, total in zip(self._frame.lines, totals, strict=True) if total
        }

    @property
    def goods(self) -> list[FreeGoods]:
        """Free goods to put on the order."""
        if not self._schemes.gives_goods:
            return []
        return [
            outcome.goods for outcome in self.outcomes.values()
            if outcome.goods and outcome.reason is Reason.APPLIED
            and outcome.scheme.payout == Payout.ON_INVOICE
        ]

    @cached_property
    def matching(self) -> tuple[int, ...]:
        """Keys of the schemes that the party may earn on some line or on its past, in turn."""
        index, basket = self._schemes.index, self._frame.basket
        touched = index.bits(
            self._schemes.position_of[key] for key in self._history
            if key in self._schemes.position_of
        )
        for lines in self._frame.lines:
            touched |= index.selecting(lines[0].product, lines[0].categories)[0]
        bits = touched & index.in_force(basket.date) & index.admitting(basket.party)
        return tuple(self._schemes.schemes[i].key for i in index.positions(bits))

    def explain(self, key: int) -> Outcome:
        """What the scheme does, or why it does nothing.

        :raise KeyError: when the set has no such scheme
        """
        if key in self.outcomes:
            return self.outcomes[key]
        if self._run and key in self._run.outcomes:
            return self._run.outcomes[key]
        if key not in self._reasons:
            self._reasons[key] = self._refusal(self._schemes.by_key[key])
        return self._reasons[key]

    def _refusal(self, scheme: Scheme) -> Outcome:
        basket = self._frame.basket
        if not scheme.is_in_force(basket.date):
            return Outcome(scheme=scheme, reason=Reason.DATE)
        refusal = scheme.audience.refusal(basket.party)
        if refusal is not None:
            dimension, is_excluded = refusal
            return Outcome(scheme=scheme, reason=PARTY[dimension], is_excluded=is_excluded)
        return self._offer(scheme).outcome

    def _offer(self, scheme: Scheme) -> Offer:
        """What a scheme is offered at its turn, by the scalar definition."""
        turn = self._schemes.start_of[self._schemes.position_of[scheme.key]]
        with localcontext(prec=PRECISION):
            run = Run(
                self._frame.basket, self._history, self._budgets, self._frame.step,
                self._frame.positions(),
            )
            for position, money in self._money.items():
                if position < turn:
                    run.take(self._schemes.schemes[position], money)
            return run.offer(scheme)

    def _of_grants(self):
        """Outcomes of the plain schemes, with their positions."""
        grants = self._grants
        amounts = grants.money.sum(axis=1).tolist()
        rows = zip(
            grants.at.tolist(), grants.units.tolist(), amounts, grants.is_cut.tolist(), strict=True
        )
        for position, units, amount, is_cut in rows:
            scheme = self._schemes.schemes[position]
            if amount if scheme.is_shared else units:
                yield position, self._plain(scheme, position, units, amount, is_cut)
        for due in grants.dues:
            scheme = self._schemes.schemes[due.position]
            if due.units:
                yield due.position, self._plain(scheme, due.position, due.units, 0, due.is_cut)

    def _plain(self, scheme: Scheme, position: int, units: int, amount: int, is_cut: bool):
        def trace():
            return self._offer(scheme).measured.trace()

        if scheme.is_shared:
            money = amount * self._frame.step
            return Outcome(
                scheme=scheme, reason=Reason.APPLIED, amount=money, budget_amount=money,
                shares=self._shares[position], is_cut=is_cut, is_held=amount < units,
                tracing=trace,
            )
        given = units * scheme.rounding_step
        values = {"amount": given, "budget_amount": given}
        if scheme.terms.kind is Kind.POINTS:
            values = {"points": given, "budget_amount": given * scheme.point_value}
        elif scheme.terms.kind is Kind.GOODS:
            return self._offer(scheme).outcome
        reason = Reason.APPLIED if units > 0 else Reason.CLAW_BACK
        return Outcome(scheme=scheme, reason=reason, is_cut=is_cut, tracing=trace, **values)

    @cached_property
    def _money(self) -> dict[int, list[int]]:
        """Steps of each position of the basket, by position of the scheme, in turn."""
        found = dict(zip(self._grants.at.tolist(), self._grants.money.tolist(), strict=True))
        if not self._run:
            return found
        for key, money in self._run.money.items():
            found[self._schemes.position_of[key]] = money
        return {at: found[at] for at in sorted(found)}

    @cached_property
    def _shares(self) -> dict[int, dict[int, Decimal]]:
        """Money by line key, by position of the scheme."""
        step, lines = self._frame.step, self._frame.lines
        if self._frame.is_split:
            taken: dict[int, int] = {}
            return {
                at: {
                    key: part * step
                    for money, one in zip(row, lines, strict=True) if money
                    for key, part in self._to_lines(one, money, taken)
                }
                for at, row in self._money.items()
            }
        keys = [one[0].key for one in lines]
        return {
            at: {key: part * step for key, part in zip(keys, row, strict=True) if part}
            for at, row in self._money.items()
        }

    def _to_lines(self, lines, money: int, taken: dict[int, int]):
        """A position's money by line, by what each line can still take."""
        left = [room(line, self._frame.step) - taken.get(line.key, 0) for line in lines]
        parts = []
        for line, part in zip(lines, share(money, left), strict=True):
            if part:
                taken[line.key] = taken.get(line.key, 0) + part
                parts.append((line.key, part))
        return parts

    def _sums_of_shares(self) -> dict[int, Decimal]:
        sums: dict[int, Decimal] = {}
        for at, shares in self._shares.items():
            if self._schemes.is_on_invoice[at]:
                for line, amount in shares.items():
                    sums[line] = sums.get(line, Decimal(0)) + amount
        return sums
