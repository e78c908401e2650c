"""Who covers what, when: arithmetic of territories, products and periods that meet.

Nothing here knows of Odoo. Trees are given as materialised paths, ``"1/5/"`` lying in ``"1/"``.
"""

from .claims import Claim, Period, meet_products, meet_territories
from .conflicts import Conflict, find_conflicts, find_crowd, find_free_start

__all__ = [
    "Claim",
    "Conflict",
    "Period",
    "find_conflicts",
    "find_crowd",
    "find_free_start",
    "meet_products",
    "meet_territories",
]
