"""Schemes compiled once, evaluated for many baskets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache

import numpy as np

from .basket import Basket, Past
from .batch import Batch
from .benefit import PRECISION
from .errors import TermsError
from .evaluation import Evaluation
from .frame import Frame
from .index import Index
from .integers import compact
from .kernel import Kernel
from .kernel_rows import Rows
from .mechanism import Payout
from .plan import Plan
from .ranking import in_turn
from .scheme import Scheme
from .selection import Party
from .terms import Kind

# Baskets that are calculated together: enough to spread the cost of a call over arrays.
CHUNK = 32
# Decimals of quantities and values that nearly all figures have; others are read at their own.
DIGITS = 3, 2


class SchemeSet:
    """Schemes of one currency, in the order in which they take their turn.

    :ivar schemes: in that order; a *position* is a place in it
    :ivar step: smallest money
    :raise TermsError: when they cannot stand beside each other
    """

    def __init__(self, schemes: Iterable[Scheme]):
        ranked = sorted(schemes, key=lambda scheme: scheme.rank)
        self.by_key = {scheme.key: scheme for scheme in ranked}
        if len(self.by_key) != len(ranked):
            raise TermsError("key_twice", "Two schemes have the same key: give each its own.")
        self.nodes = in_turn(ranked)
        self.schemes: tuple[Scheme, ...] = tuple(s for node in self.nodes for s in node)
        self.position_of = {scheme.key: i for i, scheme in enumerate(self.schemes)}
        # Where the turn begins that a scheme takes, alone or with its group.
        self.start_of = [
            self.position_of[node[0].key] for node in self.nodes for _scheme in node
        ]
        self.step = _money_step(self.schemes)
        self.index = Index(self.schemes)
        self.is_on_invoice = np.array(
            [scheme.payout == Payout.ON_INVOICE for scheme in self.schemes], dtype=bool
        )
        self.gives_goods = any(
            scheme.terms and scheme.terms.kind is Kind.GOODS for scheme in self.schemes
        )
        self.kernel = lru_cache(16)(self._kernel)
        self.plan = lru_cache(16)(self._plan)

    @classmethod
    def possible(cls, schemes: Iterable[Scheme]) -> tuple["SchemeSet", list[TermsError]]:
        """The set of those schemes that can stand beside each other.

        :return: the set, and why others (their ``keys``) are left out of it
        """
        kept, errors = list(schemes), []
        while True:
            try:
                return cls(kept), errors
            except TermsError as error:
                if not error.keys:
                    raise
                errors.append(error)
                kept = [scheme for scheme in kept if scheme.key not in error.keys]

    def _kernel(self, quantity_digits: int, value_digits: int) -> Kernel:
        return Kernel(self.schemes, quantity_digits, value_digits)

    def _plan(self, quantity_digits: int, value_digits: int) -> Plan:
        return Plan(self, self.kernel(quantity_digits, value_digits))

    def find(self, party: Party, day: date) -> list[Scheme]:
        """Schemes in force on a day that a party may earn, in turn."""
        bits = self.index.in_force(day) & self.index.admitting(party)
        return [self.schemes[position] for position in self.index.positions(bits)]

    def find_product(
        self, product: int, categories: tuple[int, ...], party: Party | None = None,
        day: date | None = None,
    ) -> list[Scheme]:
        """Schemes for which a product counts, in turn.

        :param categories: the path of its category, root first
        :param party: who may earn them; None: anyone
        :param day: on which they are in force; None: whenever
        """
        bits, _row = self.index.selecting(product, categories)
        if party is not None:
            bits &= self.index.admitting(party)
        if day is not None:
            bits &= self.index.in_force(day)
        return [self.schemes[position] for position in self.index.positions(bits)]

    def amounts(
        self, positions, figures, quantities, values, per=None, *,
        quantity_digits: int = 3, value_digits: int = 2,
    ) -> np.ndarray:
        """Benefits of many rows, for callers that summed what counts themselves.

        All arguments are arrays of n integers; a row is one scheme for one party.

        :param positions: of the schemes, as ``position_of`` tells
        :param figures: what climbs the ladder, or None: the quantity or value by the scheme's
            basis. For a target the actual figure, for growth now - before, both as the basis;
            for a combo the number of sets, for a display the audits passed; for price protection
            and ship and debit the sum of the price cuts, as a value
        :param quantities: in 10^-``quantity_digits`` of the **root** of the unit's family
        :param values: in 10^-``value_digits`` of the currency; money is never above them
        :param per: of which ``figures`` are a share: the target or what was before, in the
            measure of the figure (a target by quantity in the root too), the audits required; zero
            or less: no target, and for growth a new partner
        :return: benefits earned, in rounding steps of each scheme (cents, pieces, points),
            before budgets and what was granted; int64, or Python's integers where those might not
            hold them
        """
        kernel = self.kernel(quantity_digits, value_digits)
        return kernel.units(Rows(
            positions=np.asarray(positions, dtype=np.int64),
            quantities=compact(quantities),
            values=compact(values),
            figures=None if figures is None else compact(figures),
            per=None if per is None else compact(per),
        ))

    def evaluate(
        self, basket: Basket, history: Mapping[int, Past] | None = None,
        budgets: Mapping[int, Decimal] | None = None,
    ) -> Evaluation:
        """What a basket earns.

        :param history: sums of the windows without the basket, by scheme key
        :param budgets: what is left, by scheme key; missing: no cap
        """
        return self.evaluate_many([basket], [history or {}], budgets)[0]

    def evaluate_many(
        self, baskets: Sequence[Basket],
        histories: Sequence[Mapping[int, Past]] | None = None,
        budgets: Mapping[int, Decimal] | None = None,
    ) -> list[Evaluation]:
        """What each basket earns on its own; no basket takes from another's budget.

        :param histories: one for each basket, as for :meth:`evaluate`
        """
        baskets = list(baskets)
        if histories is None:
            histories = [{}] * len(baskets)
        answers: list[Evaluation] = []
        with localcontext(prec=PRECISION):
            for start in range(0, len(baskets), CHUNK):
                chunk = slice(start, start + CHUNK)
                frames = [Frame(basket, self.step) for basket in baskets[chunk]]
                batch = Batch(self, frames, self._plan_of(frames), budgets or {})
                answers += batch.evaluations(histories[chunk])
        return answers

    def _plan_of(self, frames: Sequence[Frame]) -> Plan:
        """The plan at digits in which all figures of the frames are whole; they are read in it."""
        digits = DIGITS
        if not _read(frames, *digits):
            needed = [frame.digits() for frame in frames]
            digits = _most(needed)
            _read(frames, *digits)
        return self.plan(*digits)


def _read(frames: Sequence[Frame], quantity_digits: int, value_digits: int) -> bool:
    factors: dict = {}
    scales = 10**quantity_digits, 10**value_digits
    return all(frame.scale(*scales, factors) for frame in frames)


def _most(needed: Sequence[tuple[int, int]]) -> tuple[int, int]:
    quantities, values = zip(DIGITS, *needed, strict=True)
    return max(quantities), max(values)


def _money_step(schemes: Sequence[Scheme]) -> Decimal:
    steps = {scheme.rounding_step for scheme in schemes if scheme.is_money}
    if len(steps) > 1:
        raise TermsError(
            "currency_mixed",
            "Schemes are rounded to {steps}: evaluate schemes of one currency together.",
            steps=", ".join(str(step) for step in sorted(steps)),
        )
    return steps.pop() if steps else Decimal("0.01")
