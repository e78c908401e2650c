from odoo import api, fields, models

from ..arithmetic.discount import combine_discounts


class AccountMoveLine(models.Model):
    """What trade schemes take off an invoice line."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "dms.scheme.discount.mixin"]

    dms_scheme_discount = fields.Float(
        "Scheme Discount (%)", digits=None, readonly=True,
        help="Taken off after the line's own discount and before taxes.",
    )
    dms_scheme_amount = fields.Monetary(
        "Scheme Benefit", compute="_compute_dms_scheme_amount",
        help="What schemes take off this line, without taxes.",
    )

    @api.depends("dms_scheme_discount")
    def _compute_totals(self):
        return super()._compute_totals()

    def _prepare_dms_base_line(self, scheme_discount, quantity):
        base_line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        base_line["discount"] = combine_discounts(self.discount, scheme_discount)
        if quantity is not None:
            base_line["quantity"] = quantity
        return base_line

    def _get_dms_scheme_note(self) -> str:
        """What the document says below a line that schemes make cheaper; empty for others."""
        self.ensure_one()
        lines = self.sudo().sale_line_ids
        if not self.dms_scheme_amount or any(line._is_dms_free() for line in lines):
            return ""
        schemes = lines.dms_scheme_line_ids.filtered("is_on_invoice").scheme_id
        return schemes._word_dms_note(self.dms_scheme_amount, self.currency_id)

    def _get_dms_given(self, sale_line) -> dict:
        """What schemes give with this line of an invoice, or take back with one of a credit note.

        :param sale_line: ``sale.order.line`` that it is of
        :return: by ``dms.scheme.line`` a dict of ``amount``, ``points``, ``goods_quantity`` and
            ``budget_amount``
        """
        self.ensure_one()
        sign = 1 if self.move_id.move_type == "out_invoice" else -1
        quantity = sign * self.product_uom_id._compute_quantity(
            self.quantity, sale_line.product_uom_id, round=False
        )
        before = sale_line.qty_invoiced_posted - quantity
        given = {}
        for benefit in sale_line.dms_scheme_line_ids:
            given[benefit] = {
                name: benefit._get_part(before + quantity, name) - benefit._get_part(before, name)
                for name in ("amount", "points", "goods_quantity", "budget_amount")
            }
        self._share_dms_amount(given, sign)
        return given

    def _share_dms_amount(self, given, sign):
        """Have the money that schemes give on the invoice add up to what the document takes off.

        :param given: of ``_get_dms_given``, changed in place
        """
        on_invoice = [benefit for benefit in given if benefit.is_on_invoice and benefit.amount]
        whole = sum(benefit.amount for benefit in on_invoice)
        left = sign * self.dms_scheme_amount
        for benefit in on_invoice:
            figures = given[benefit]
            share = left if benefit == on_invoice[-1] else self.currency_id.round(
                sign * self.dms_scheme_amount * benefit.amount / whole
            )
            budget = benefit.budget_amount / benefit.amount
            figures.update(amount=share, budget_amount=share * budget)
            left -= share
