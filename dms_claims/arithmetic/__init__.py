"""What claims calculate, without Odoo: exact decimals in, exact decimals out."""

from .share import share

__all__ = ["share"]
