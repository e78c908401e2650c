"""What makes two outlets look like one: keys to find them by, and a score. No Odoo here."""

from .keys import name_key, phone_key, tax_key
from .score import DISTANCE_FADES_AT, score

__all__ = ["DISTANCE_FADES_AT", "name_key", "phone_key", "score", "tax_key"]
