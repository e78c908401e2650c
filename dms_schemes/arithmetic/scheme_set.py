"""Schemes compiled once, evaluated for many baskets."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from .basket import Basket, Past
from .benefit import PRECISION
from .errors import TermsError
from .evaluation import Evaluation
from .ranking import in_turn
from .running import Run
from .scheme import Scheme


class SchemeSet:
    """Schemes of one currency, in the order in which they take their turn.

    :raise TermsError: when they cannot stand beside each other
    """

    def __init__(self, schemes: Iterable[Scheme]):
        self.schemes: tuple[Scheme, ...] = tuple(sorted(schemes, key=lambda s: s.rank))
        self.by_key = {scheme.key: scheme for scheme in self.schemes}
        if len(self.by_key) != len(self.schemes):
            raise TermsError("key_twice", "Two schemes have the same key.")
        self.nodes = in_turn(self.schemes)
        self.step = _money_step(self.schemes)

    def evaluate(
        self, basket: Basket, history: Mapping[int, Past] | None = None,
        budgets: Mapping[int, Decimal] | None = None,
    ) -> Evaluation:
        """What a basket earns.

        :param history: sums of the windows without the basket, by scheme key
        :param budgets: what is left, by scheme key; missing: no cap
        """
        with localcontext(prec=PRECISION):
            run = Run(basket, history or {}, budgets or {}, self.step)
            for node in self.nodes:
                admitted = [
                    s for s in node
                    if s.is_in_force(basket.date) and s.audience.refusal(basket.party) is None
                ]
                run.run(admitted)
            return Evaluation(self, run)

    def evaluate_many(
        self, baskets: Sequence[Basket],
        histories: Sequence[Mapping[int, Past]] | None = None,
        budgets: Mapping[int, Decimal] | None = None,
    ) -> list[Evaluation]:
        """What each basket earns on its own; no basket takes from another's budget.

        :param histories: one for each basket, as for :meth:`evaluate`
        """
        return [
            self.evaluate(basket, history, budgets)
            for basket, history in zip(baskets, histories or [{}] * len(baskets), strict=True)
        ]


def _money_step(schemes: Sequence[Scheme]) -> Decimal:
    steps = {scheme.rounding_step for scheme in schemes if scheme.is_money}
    if len(steps) > 1:
        raise TermsError(
            "currency_mixed",
            "Schemes are rounded to {steps}: evaluate schemes of one currency together.",
            steps=", ".join(str(step) for step in sorted(steps)),
        )
    return steps.pop() if steps else Decimal("0.01")
