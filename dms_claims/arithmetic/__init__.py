"""What claims calculate, without Odoo: exact decimals in, exact decimals out."""

from .budget import hold_to_budget
from .expected import credit_of_goods, margin_shortfall, rate_difference, to_step
from .returns import take_back
from .share import share

__all__ = [
    "credit_of_goods", "hold_to_budget", "margin_shortfall", "rate_difference", "share",
    "take_back", "to_step",
]
