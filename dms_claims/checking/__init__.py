"""What makes a claim doubtful, and what becomes of it; exact, and without Odoo."""

from .deciding import Case, Outcome, Rule, Standing, decide
from .robust import Scores, robust_scores
from .tolerance import exceeds, get_limit

__all__ = [
    "Case", "Outcome", "Rule", "Scores", "Standing", "decide", "exceeds", "get_limit",
    "robust_scores",
]
