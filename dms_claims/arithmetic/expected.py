"""What the figures at hand give for a line of a claim."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def to_step(amount: Decimal, step: Decimal) -> Decimal:
    """An amount rounded, half away from zero, to whole steps of a currency."""
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def credit_of_goods(
    price: Decimal, quantity: Decimal, percent: Decimal, step: Decimal
) -> Decimal:
    """Damage and expiry: what was paid for goods, as far as the agreement credits it.

    :param percent: of the price that is credited, 0 to 100
    """
    return to_step(price * quantity * percent / HUNDRED, step)


def rate_difference(
    invoiced: Decimal, agreed: Decimal, quantity: Decimal, step: Decimal
) -> Decimal:
    """What was invoiced above the agreed price; nothing where it was not above."""
    return to_step(max(invoiced - agreed, ZERO) * quantity, step)


def margin_shortfall(sold: Decimal, bought: Decimal, percent: Decimal, step: Decimal) -> Decimal:
    """What is missing to the agreed margin on goods sold; nothing where it was reached.

    :param sold: what outlets paid for them, net
    :param bought: what the distributor paid for them
    :param percent: of the price to outlets
    """
    return to_step(max(sold * percent / HUNDRED - (sold - bought), ZERO), step)
