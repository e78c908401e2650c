"""Credit: what a partner owes, what it may still order, what its limit should be.

Knows nothing of Odoo: exact decimals in, explained figures out.
"""

from .decision import Dunned, Excess, Overdue, decide
from .proposal import History, Policy, Proposal, Term, propose
from .statement import CreditStatement

__all__ = [
    "CreditStatement", "Dunned", "Excess", "History", "Overdue", "Policy", "Proposal", "Term",
    "decide", "propose",
]
