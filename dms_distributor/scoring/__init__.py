"""Values, judgement and ranks of key figures over many partners at once; knows nothing of Odoo."""

from .judgement import BAD, GOOD, UNKNOWN, WARNING, Limits, judge, score, severity
from .league import Standing, rank, weighted_scores
from .measure import QUANTILES, Kind, merge, quantile, values
from .sparkline import sparkline

__all__ = [
    "BAD", "GOOD", "QUANTILES", "UNKNOWN", "WARNING", "Kind", "Limits", "Standing", "judge",
    "merge", "quantile", "rank", "score", "severity", "sparkline", "values", "weighted_scores",
]
