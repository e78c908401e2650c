"""How much of its credit a partner has used, and how the figure comes about."""

from dataclasses import dataclass, replace
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class CreditStatement:
    """A partner's credit on one day, all in one currency.

    ``limit`` is None where nobody has set one: then nothing is too much. ``unallocated`` is what
    has been paid or credited and not yet set against an invoice, as a positive amount.
    ``concurrent`` is what others have confirmed since the figures were read; ``is_dunned`` tells
    that reminders were in vain and orders are to wait for the money.
    """

    limit: Decimal | None = None
    temporary: Decimal = ZERO
    receivable: Decimal = ZERO
    uninvoiced: Decimal = ZERO
    unallocated: Decimal = ZERO
    concurrent: Decimal = ZERO
    overdue: Decimal = ZERO
    oldest_overdue_days: int = 0
    grace_days: int = 0
    is_dunned: bool = False

    @property
    def exposure(self) -> Decimal:
        """What would be lost if the partner stopped paying today."""
        return self.receivable + self.uninvoiced + self.concurrent - self.unallocated

    @property
    def total_limit(self) -> Decimal | None:
        """The limit with the temporary limits in force."""
        return None if self.limit is None else self.limit + self.temporary

    @property
    def available(self) -> Decimal | None:
        """What may still be ordered; negative where the limit is exceeded, None without a limit."""
        return None if self.limit is None else self.limit + self.temporary - self.exposure

    @property
    def utilisation(self) -> Decimal | None:
        """Exposure over limit; None where there is no limit to measure it by."""
        return self.exposure / self.total_limit if self.total_limit else None

    @property
    def is_overdue(self) -> bool:
        """Whether an invoice has been due for longer than the days of grace."""
        return self.overdue > 0 and self.oldest_overdue_days > self.grace_days

    def after(self, amount: Decimal) -> "CreditStatement":
        """The statement as it is once an order of ``amount`` is confirmed."""
        return replace(self, uninvoiced=self.uninvoiced + amount)
