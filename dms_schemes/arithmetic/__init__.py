"""Exact arithmetic of trade schemes: typed values in, typed values out, nothing of Odoo."""

from .benefit import Benefit, Measure, Part, Upsell, evaluate
from .errors import TermsError
from .ladder import Ladder, Slab
from .rounding import Rounding, down_to, half_up_to
from .terms import KINDS, Basis, Calculation, Kind, Terms
