"""Sales of an imagined network, and the files in which its distributors send them.

Everything follows from the network and the last day: the same input gives the same files. Imports
nothing of Odoo.
"""

from .files import write_file
from .market import Market, Outlet, Product, add_unknown_product, generate

__all__ = ["Market", "Outlet", "Product", "add_unknown_product", "generate", "write_file"]
