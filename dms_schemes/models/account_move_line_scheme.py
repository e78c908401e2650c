from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    """What trade schemes take off an invoice line."""

    _inherit = "account.move.line"

    dms_scheme_discount = fields.Float(
        "Scheme Discount (%)", digits=None, readonly=True,
        help="Taken off after the line's own discount and before taxes.",
    )
    dms_scheme_amount = fields.Monetary(
        "Scheme Benefit", compute="_compute_dms_scheme_amount", currency_field="currency_id",
        help="What schemes take off this line, without taxes.",
    )

    def _auto_init(self):
        # No item that there is has a scheme: nothing is to be computed anew for them.
        if not column_exists(self.env.cr, self._table, "dms_scheme_discount"):
            create_column(self.env.cr, self._table, "dms_scheme_discount", "float8")
        return super()._auto_init()

    @api.depends("dms_scheme_discount")
    def _compute_totals(self):
        return super()._compute_totals()

    @api.depends("dms_scheme_discount", "price_subtotal")
    def _compute_dms_scheme_amount(self):
        for line in self:
            line.dms_scheme_amount = (
                line.currency_id.round(line._get_dms_value() - line.price_subtotal)
                if line.dms_scheme_discount else 0.0
            )

    def _get_dms_value(self) -> float:
        """Value of the line without tax in its currency, before schemes, rounded."""
        self.ensure_one()
        taxes = self.env["account.tax"]
        company = self.company_id or self.env.company
        base_line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        base_line["discount"] = self.discount
        taxes._add_tax_details_in_base_line(base_line, company)
        taxes._round_base_lines_tax_details([base_line], company)
        return base_line["tax_details"]["total_excluded_currency"]
