"""Exact arithmetic of trade schemes: typed values in, typed values out, nothing of Odoo."""

from .basket import Basket, Line, Past
from .benefit import evaluate
from .errors import TermsError
from .kernel import Kernel
from .kernel_rows import Rows
from .ladder import Ladder, Slab
from .measure import Benefit, Measure, Need, Part, Upsell
from .evaluation import Evaluation
from .outcome import FreeGoods, Outcome, Reason, Trace
from .rounding import Rounding, down_to, half_up_to
from .mechanism import CUMULATIVE, PRICED, GroupScope, Mechanism, Payout, Stacking, ValueOf
from .scheme import Assortment, ComboPart, Goods, Price, Scheme, Unit
from .scheme_set import SchemeSet
from .selection import Audience, Criteria, Party, Selection
from .terms import KINDS, NOT_MONEY, Basis, Calculation, Kind, Terms
