"""Credit: what a partner owes, what it may still order, what its limit should be.

Knows nothing of Odoo: exact decimals in, explained figures out.
"""

from .decision import Excess, Overdue, decide
from .statement import CreditStatement

__all__ = ["CreditStatement", "Excess", "Overdue", "decide"]
