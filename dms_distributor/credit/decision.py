"""Whether an order may be confirmed, and if not, by which figures."""

from dataclasses import dataclass
from decimal import Decimal

from .statement import CreditStatement


@dataclass(frozen=True)
class Excess:
    """The order would make available negative."""

    amount: Decimal
    statement: CreditStatement

    code = "credit_limit"

    @property
    def excess(self) -> Decimal:
        """By how much the order is too large."""
        return -self.statement.after(self.amount).available


@dataclass(frozen=True)
class Overdue:
    """An invoice has been due for longer than the days of grace."""

    statement: CreditStatement

    code = "credit_overdue"


@dataclass(frozen=True)
class Dunned:
    """Reminders were in vain, and something is still overdue."""

    statement: CreditStatement

    code = "credit_dunning"


def decide(statement: CreditStatement, amount: Decimal) -> list[Excess | Overdue | Dunned]:
    """What stands against confirming an order.

    :param statement: the partner's credit without the order
    :param amount: of the order with tax, in the statement's currency
    :return: the reasons for a hold; none when the order may pass. An order that takes nothing, or
        gives back, never exceeds a limit.
    """
    holds: list[Excess | Overdue | Dunned] = []
    if statement.limit is not None and amount > 0 and statement.after(amount).available < 0:
        holds.append(Excess(amount, statement))
    if statement.is_overdue:
        holds.append(Overdue(statement))
    if statement.is_dunned and statement.overdue > 0:
        holds.append(Dunned(statement))
    return holds
