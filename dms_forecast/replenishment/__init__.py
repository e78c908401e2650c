"""How much to keep and to order, and which products matter. Pure: imports nothing of Odoo.

All functions take numpy arrays of one length (or numbers) and work on a whole panel at once.
Quantities are in the product's unit, times in days unless a name says otherwise.
"""

from .classes import AbcLimits, XyzLimits, classify_abc, classify_xyz
from .order import expiring_before_sale, order_quantity
from .panel import DAYS_PER_MONTH, Demand, measure_demand
from .stock import Levels, order_up_to, reorder_point, safety_stock, stock_levels, z_score
