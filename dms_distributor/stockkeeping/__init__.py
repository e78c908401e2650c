"""What leaves which lot, and who should pass stock to whom. Imports nothing of Odoo."""

from .fefo import Draw, allocate
from .balancing import Position, Transfer, propose_transfers
