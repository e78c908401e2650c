from odoo import api, fields, models

from ..arithmetic.discount import combine_discounts

# A share of a price with included taxes moves in steps of a cent with tax: a few tries find it.
TRIES = 12


class SaleOrderLine(models.Model):
    """What trade schemes take off a line, beside the discount of the price list."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "dms.scheme.discount.mixin"]

    dms_scheme_discount = fields.Float(
        "Scheme Discount (%)", digits=None, copy=False, readonly=True,
        help="Taken off after the line's own discount and before taxes; of as many digits as the "
        "cent needs.",
    )
    dms_scheme_amount = fields.Monetary(
        "Scheme Benefit", compute="_compute_dms_scheme_amount",
        help="What schemes take off this line, without taxes.",
    )

    @api.depends("dms_scheme_discount")
    def _compute_amount(self):
        return super()._compute_amount()

    @api.depends("dms_scheme_discount")
    def _compute_untaxed_amount_to_invoice(self):
        schemed = self.filtered("dms_scheme_discount")
        result = super(SaleOrderLine, self - schemed)._compute_untaxed_amount_to_invoice()
        for line in schemed:
            quantity = (
                line.qty_delivered if line.product_id.invoice_policy == "delivery"
                else line.product_uom_qty
            )
            is_open = line.state == "sale" and line.product_uom_qty
            line.untaxed_amount_to_invoice = is_open and (
                line.currency_id.round(line.price_subtotal * quantity / line.product_uom_qty)
                - line.untaxed_amount_invoiced
            )
        return result

    def _prepare_base_line_for_taxes_computation(self, **kwargs):
        if self.dms_scheme_discount and "discount" not in kwargs:
            kwargs["discount"] = combine_discounts(self.discount, self.dms_scheme_discount)
        return super()._prepare_base_line_for_taxes_computation(**kwargs)

    def _prepare_dms_base_line(self, scheme_discount, quantity):
        return self._prepare_base_line_for_taxes_computation(
            discount=combine_discounts(self.discount, scheme_discount),
            quantity=self.product_uom_qty if quantity is None else quantity,
        )

    def _get_dms_scheme_percent(self, share, quantity=None, value=None) -> float:
        """The per cent that takes exactly ``share`` off the line.

        :param share: an amount without tax, not above the value of the line
        :param quantity: of the line; None: what is ordered
        :param value: of the line before schemes, for callers that know it
        """
        self.ensure_one()
        if share and value is None:
            value = self._get_dms_value(quantity=quantity)
        if not share or not value:
            return 0.0
        percent = min(100.0, 100.0 * share / value)
        if percent < 100.0 and any(self.tax_ids.flatten_taxes_hierarchy().mapped("price_include")):
            for _try in range(TRIES):
                missing = share - (value - self._get_dms_value(percent, quantity))
                if self.currency_id.is_zero(missing):
                    break
                percent = min(100.0, percent + 60.0 * missing / value)
        return percent

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.dms_scheme_discount and "dms_scheme_discount" not in values:
            values["dms_scheme_discount"] = self._get_dms_invoice_percent(values["quantity"])
        return values

    def _get_dms_invoice_percent(self, quantity) -> float:
        """The per cent that schemes take off when so much of the line is invoiced.

        Invoices of parts share the benefit so that they add up to it, to the cent.

        :param quantity: that is invoiced; negative: credited
        """
        self.ensure_one()
        ordered, currency = self.product_uom_qty, self.currency_id
        if not ordered or not quantity or quantity == ordered or self.dms_scheme_discount >= 100.0:
            return self.dms_scheme_discount

        def share(done):
            # What is delivered beyond the order earns nothing.
            return currency.round(self.dms_scheme_amount * min(done, ordered) / ordered)

        part = share(self.qty_invoiced + quantity) - share(self.qty_invoiced)
        return self._get_dms_scheme_percent(part, quantity)
