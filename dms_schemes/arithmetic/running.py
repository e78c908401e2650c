"""Schemes one after the other on one basket: the scalar definition of stacking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .basket import Basket, Past
from .measuring import ZERO, Measured, measure_scheme
from .mechanism import GroupScope
from .outcome import FreeGoods, Outcome, Reason
from .positions import Position, as_integers, share
from .scheme import Scheme
from .terms import Kind


@dataclass(slots=True)
class Offer:
    """What a scheme would give now; ``money`` by position, in steps, where it is shared."""

    scheme: Scheme
    measured: Measured
    outcome: Outcome
    money: list[int] | None = None

    @property
    def worth(self) -> Decimal:
        return self.outcome.budget_amount


class Run:
    """The state of one basket while schemes run over it.

    :param counted: indexes of the positions that count, by scheme key, as far as they are known
    :ivar outcomes: by scheme key, of all that took their turn; shares to lines are left open
    :ivar money: by scheme key, steps of the currency for each position of the basket
    """

    def __init__(
        self, basket: Basket, history: Mapping[int, Past], budgets: Mapping[int, Decimal],
        step: Decimal, positions: list[Position],
        counted: Mapping[int, list[int]] | None = None,
    ):
        self.basket, self.history, self.budgets, self.step = basket, history, budgets, step
        self.positions = positions
        self._counted = counted or {}
        self.outcomes: dict[int, Outcome] = {}
        self.money: dict[int, list[int]] = {}
        self._excluded: dict[int, int] = {}
        for index, position in enumerate(positions):
            position.index = index

    def run(self, node: Iterable[Scheme]) -> None:
        """Let a scheme, or a group of them in rank, take its turn."""
        offers = []
        for scheme in node:
            offer = self.offer(scheme)
            self.outcomes[scheme.key] = offer.outcome
            if offer.outcome.is_paid:
                offers.append(offer)
        # What is to be taken back competes with nothing.
        rivals = [offer for offer in offers if offer.worth > 0]
        if len(rivals) > 1:
            kept = (
                self._best_by_line(rivals)
                if rivals[0].scheme.group_scope == GroupScope.LINE else self._best(rivals)
            )
            offers = [offer for offer in offers if offer.worth <= 0] + kept
        for offer in offers:
            self._apply(offer)

    def offer(self, scheme: Scheme) -> Offer:
        """What a scheme would give in the present state."""
        counted = self._counted.get(scheme.key)
        measured = measure_scheme(
            scheme, self.positions, self.history.get(scheme.key), self.step,
            counted and [self.positions[index] for index in counted],
        )
        outcome = Outcome(
            scheme=scheme, reason=measured.reason or Reason.APPLIED, tracing=measured.trace
        )
        winner = self._excluded.get(scheme.key)
        earned = measured.benefit.amount if measured.benefit and not measured.reason else ZERO
        due = earned - self._granted(scheme)
        if due < 0:
            return Offer(scheme, measured, self._claw_back(outcome, due))
        if measured.reason:
            return Offer(scheme, measured, outcome)
        if winner is not None:
            return Offer(
                scheme, measured, replace(outcome, reason=Reason.EXCLUSIVE, winner=winner)
            )
        if not due:
            return Offer(scheme, measured, replace(outcome, reason=Reason.NOTHING_DUE))
        return self._paid(scheme, measured, outcome, due)

    def _granted(self, scheme: Scheme) -> Decimal:
        past = self.history.get(scheme.key) if scheme.is_cumulative else None
        return past.granted if past else ZERO

    def _claw_back(self, outcome: Outcome, due: Decimal) -> Outcome:
        scheme = outcome.scheme
        outcome = replace(outcome, reason=Reason.CLAW_BACK)
        if scheme.is_money:
            return replace(outcome, amount=due, budget_amount=due)
        if scheme.terms.kind is Kind.POINTS:
            return replace(outcome, points=due, budget_amount=due * scheme.point_value)
        goods = self._goods(scheme, [], due)
        return replace(outcome, goods=goods, budget_amount=goods.worth)

    def _paid(self, scheme, measured: Measured, outcome: Outcome, due: Decimal) -> Offer:
        if scheme.is_money:
            worth = Decimal(1)
        elif scheme.terms.kind is Kind.POINTS:
            worth = scheme.point_value
        else:
            worth = self._goods(scheme, measured.positions, Decimal(1)).worth
        given = self._within_budget(scheme, due, worth)
        if not given:
            return Offer(scheme, measured, replace(outcome, reason=Reason.BUDGET))
        is_cut = given < due
        if scheme.is_shared:
            return self._shared(scheme, measured, replace(outcome, is_cut=is_cut), given)
        values = {"is_cut": is_cut, "budget_amount": given * worth}
        if scheme.is_money:
            values["amount"] = given
        elif scheme.terms.kind is Kind.POINTS:
            values["points"] = given
        else:
            values["goods"] = self._goods(scheme, measured.positions, given)
        return Offer(scheme, measured, replace(outcome, **values))

    def _within_budget(self, scheme: Scheme, due: Decimal, worth: Decimal) -> Decimal:
        """The part of what is due that the budget holds, in steps of what is given."""
        left = self.budgets.get(scheme.key)
        if left is None or not worth or due * worth <= left:
            return due
        return max(left, ZERO) // (worth * scheme.rounding_step) * scheme.rounding_step

    def _shared(self, scheme, measured: Measured, outcome: Outcome, given: Decimal) -> Offer:
        weights = as_integers(measured.weigh())
        money = [
            min(part, position.cap - position.taken)
            for part, position in zip(
                share(int(given / self.step), weights), measured.positions, strict=True
            )
        ]
        amount = sum(money) * self.step
        if not amount:
            return Offer(scheme, measured, replace(outcome, reason=Reason.HELD_TO_VALUE))
        outcome = replace(outcome, amount=amount, budget_amount=amount, is_held=amount < given)
        return Offer(scheme, measured, outcome, money)

    def _goods(self, scheme: Scheme, positions: list[Position], quantity: Decimal) -> FreeGoods:
        """Free goods, tied to the line of most of what was bought."""
        goods = scheme.goods
        most: dict[int, Decimal] = {}
        for position in positions:
            most[position.product] = most.get(position.product, ZERO) + position.quantity
        source = min(most, key=lambda product: (-most[product], product), default=None)
        product = source
        if not goods.is_same:
            chosen = self.basket.choices.get(scheme.key)
            product = chosen if chosen in goods.products else goods.products[0]
        lines = [line for p in positions if p.product == source for line in p.lines]
        line = min(
            lines, key=lambda line: (-line.quantity * line.unit.factor, line.key), default=None
        )
        return FreeGoods(
            scheme=scheme.key, product=product, quantity=quantity,
            unit=goods.unit or scheme.unit, line=line.key if line else None,
            worth=quantity * goods.value.get(product, ZERO),
        )

    def _best(self, rivals: list[Offer]) -> list[Offer]:
        best = max(rivals, key=lambda offer: offer.worth)  # the first of equals: by rank
        for offer in rivals:
            if offer is not best:
                self._lose(offer, best.scheme.key)
        return [best]

    def _best_by_line(self, rivals: list[Offer]) -> list[Offer]:
        """Each position keeps its best share; a scheme left without any loses."""
        best: dict[int, tuple[int, Offer]] = {}
        for offer in rivals:
            for position, money in zip(offer.measured.positions, offer.money, strict=True):
                if money > best.get(id(position), (0, None))[0]:
                    best[id(position)] = money, offer
        kept = []
        for offer in rivals:
            money = [
                part if part and best[id(position)][1] is offer else 0
                for position, part in zip(offer.measured.positions, offer.money, strict=True)
            ]
            if any(money):
                amount = sum(money) * self.step
                outcome = replace(offer.outcome, amount=amount, budget_amount=amount)
                kept.append(Offer(offer.scheme, offer.measured, outcome, money))
            else:
                lost = next(
                    best[id(position)][1]
                    for position, part in zip(offer.measured.positions, offer.money, strict=True)
                    if part
                )
                self._lose(offer, lost.scheme.key)
        return kept

    def _lose(self, offer: Offer, winner: int) -> None:
        self.outcomes[offer.scheme.key] = replace(
            offer.outcome, reason=Reason.EXCLUSIVE, winner=winner, amount=ZERO, goods=None,
            points=ZERO, budget_amount=ZERO, is_cut=False, is_held=False,
        )

    def _apply(self, offer: Offer) -> None:
        self.outcomes[offer.scheme.key] = offer.outcome
        if offer.outcome.reason is not Reason.APPLIED:
            return
        money = [0] * len(self.positions)
        for position, part in zip(offer.measured.positions, offer.money or (), strict=False):
            money[position.index] = part
        self.take(offer.scheme, money)

    def take(self, scheme: Scheme, money: list[int]) -> None:
        """Note that a scheme has paid, and what of it on each position."""
        for position, part in zip(self.positions, money, strict=True):
            position.taken += part
        self.money[scheme.key] = money
        for key in scheme.excludes:
            self._excluded.setdefault(key, scheme.key)
