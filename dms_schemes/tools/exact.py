"""Figures of the database as exact decimals."""

from decimal import Decimal


def exact(figure) -> Decimal:
    """The decimal that was stored: Odoo's cursor gives it as the float next to it, whose shortest
    text it is. None is zero."""
    return Decimal(str(figure or 0))
