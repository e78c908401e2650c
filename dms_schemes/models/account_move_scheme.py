from odoo import models

from ..arithmetic.discount import combine_discounts


class AccountMove(models.Model):
    """Invoices and credit notes whose lines schemes make cheaper."""

    _inherit = "account.move"

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if product_line.dms_scheme_discount and self.is_invoice(include_receipts=True):
            base_line["discount"] = combine_discounts(
                base_line["discount"], product_line.dms_scheme_discount
            )
        return base_line
