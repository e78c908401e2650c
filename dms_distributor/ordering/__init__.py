"""What to order, in exact steps: quantities in, quantities out. Imports nothing of Odoo."""

from .suggestion import daily_sales, round_up, suggest
from .order_file import OrderFile, OrderFileError, OrderRow, read_order
from .pricing import RuleIndex, RuleKey
