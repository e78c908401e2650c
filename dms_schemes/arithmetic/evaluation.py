"""The answer for one basket."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from .outcome import PARTY, FreeGoods, Outcome, Reason
from .running import Run
from .scheme import Payout

if TYPE_CHECKING:
    from .scheme_set import SchemeSet


class Evaluation:
    """What a basket earns and why.

    :ivar outcomes: of the schemes that pay or take back, by scheme key
    :ivar discounts: money to take off each line on the invoice, by line key
    :ivar goods: free goods to put on the order
    """

    def __init__(self, schemes: SchemeSet, run: Run):
        self._schemes, self._run = schemes, run
        self.outcomes: dict[int, Outcome] = {
            key: outcome for key, outcome in run.outcomes.items() if outcome.is_paid
        }

    @property
    def discounts(self) -> dict[int, Decimal]:
        sums: dict[int, Decimal] = {}
        for outcome in self.outcomes.values():
            if outcome.scheme.payout == Payout.ON_INVOICE:
                for line, amount in outcome.shares.items():
                    sums[line] = sums.get(line, Decimal(0)) + amount
        return sums

    @property
    def goods(self) -> list[FreeGoods]:
        return [
            outcome.goods for outcome in self.outcomes.values()
            if outcome.goods and outcome.reason is Reason.APPLIED
            and outcome.scheme.payout == Payout.ON_INVOICE
        ]

    def explain(self, key: int) -> Outcome:
        """What the scheme does, or why it does nothing.

        :raise KeyError: when the set has no such scheme
        """
        if key in self._run.outcomes:
            return self._run.outcomes[key]
        scheme = self._schemes.by_key[key]
        basket = self._run.basket
        if not scheme.is_in_force(basket.date):
            return Outcome(scheme=scheme, reason=Reason.DATE)
        dimension, is_excluded = scheme.audience.refusal(basket.party)
        reason = PARTY[dimension]
        return Outcome(scheme=scheme, reason=reason, is_excluded=is_excluded)
