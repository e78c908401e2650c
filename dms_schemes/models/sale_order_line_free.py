from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order_scheme import SchemesLater

# What makes the benefits of a line's order others.
LINE_FIELDS = {
    "discount", "display_type", "price_unit", "product_id", "product_uom_id", "product_uom_qty",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """Free goods as lines of their own, tied to the line and the scheme that earned them."""

    _inherit = "sale.order.line"

    dms_scheme_id = fields.Many2one(
        "dms.scheme", "Scheme", copy=False, readonly=True, index="btree_not_null",
        ondelete="restrict", help="The scheme that gives these goods, or takes a benefit back.",
    )
    dms_is_claw_back = fields.Boolean(
        "Takes a Benefit Back", copy=False, readonly=True,
        help="Less was kept than the benefit was given for.",
    )
    dms_source_line_id = fields.Many2one(
        "sale.order.line", "Earned by", copy=False, readonly=True, index="btree_not_null",
        ondelete="set null",
    )
    dms_scheme_line_ids = fields.One2many(
        "dms.scheme.line", "order_line_id", string="Benefits", readonly=True,
        groups="dms_distributor.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._update_dms_order_schemes()
        return lines

    def write(self, vals):
        self._check_dms_free_quantity(vals)
        result = super().write(vals)
        if LINE_FIELDS & vals.keys():
            self._update_dms_order_schemes()
        if "product_uom_qty" in vals:
            self._follow_dms_quantity()
        return result

    def unlink(self):
        orders = self.order_id
        later = self.with_context(dms_schemes_later=SchemesLater())
        result = super(SaleOrderLine, later).unlink()
        if not self._is_dms_schemes_later():
            orders.exists()._update_dms_schemes()
        return result

    @api.depends("dms_scheme_id", "dms_is_claw_back")
    def _compute_name(self):
        return super()._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        description = super()._get_sale_order_line_multiline_description_sale()
        if self._is_dms_free():
            scheme = self.dms_scheme_id.sudo().with_context(lang=self.env.lang)
            description += "\n" + self.env._("Free: %s", scheme.name)
        return description

    @api.depends("dms_scheme_id")
    def _compute_price_unit(self):
        unpriced = self.filtered(lambda line: line._is_dms_unpriced())
        unpriced.price_unit = unpriced.technical_price_unit = 0.0
        return super(SaleOrderLine, self - unpriced)._compute_price_unit()

    @api.depends("dms_scheme_id")
    def _compute_discount(self):
        free = self.filtered(lambda line: line._is_dms_free())
        free.discount = 0.0
        return super(SaleOrderLine, self - free)._compute_discount()

    def _is_dms_free(self) -> bool:
        """Whether these are goods that a scheme gives."""
        self.ensure_one()
        return bool(self.dms_scheme_id) and not self.dms_is_claw_back

    def _is_dms_unpriced(self) -> bool:
        """Whether these are free goods whose price itself is zero."""
        return self._is_dms_free() and self.company_id.dms_free_goods_price == "zero"

    def _is_dms_scheme_base(self) -> bool:
        """Whether schemes count the line: goods that are bought and paid for."""
        self.ensure_one()
        return bool(
            self.product_id.type == "consu"
            and not self.dms_scheme_id
            and self.product_uom_qty > 0
            and self.price_unit > 0
            and self.discount < 100
            and not self.is_downpayment
            and not self.is_expense
        )

    def _is_dms_schemes_later(self) -> bool:
        """Whether a caller further up works the benefits out."""
        return isinstance(self.env.context.get("dms_schemes_later"), SchemesLater)

    def _update_dms_order_schemes(self):
        if not self._is_dms_schemes_later():
            self.order_id._update_dms_schemes()

    def _follow_dms_quantity(self):
        """Have the benefit of confirmed lines follow their quantity: down, and not above what was
        confirmed.
        """
        lines = self.filtered(
            lambda line: line.order_id.dms_is_scheme_frozen and line.state == "sale"
        ).sudo()
        for line in lines.filtered("dms_scheme_discount"):
            benefits = line.dms_scheme_line_ids.filtered("is_on_invoice")
            share = sum(
                benefit._get_part(line.product_uom_qty, "amount") for benefit in benefits
            )
            if not line._is_dms_free() and line.product_uom_qty:
                line.dms_scheme_discount = line._get_dms_scheme_percent(
                    line.currency_id.round(share)
                )
        if not self._is_dms_schemes_later():
            lines.order_id._adjust_dms_schemes()
        lines.order_id._settle_dms_reservations()

    def _check_dms_free_quantity(self, vals):
        """Refuse that somebody adds to what a scheme gives.

        :raise UserError: with what to do instead
        """
        quantity = vals.get("product_uom_qty")
        if quantity is None or self.env.su:
            return
        for line in self:
            is_more = line.product_uom_id.compare(quantity, line.product_uom_qty) > 0
            if line.state == "sale" and line.dms_scheme_id and is_more:
                raise UserError(self.env._(
                    "%(line)s: %(scheme)s gives %(quantity)s, and no more once the order is "
                    "confirmed. Order the goods on a line of their own.",
                    line=line.product_id.display_name, scheme=line.dms_scheme_id.sudo().name,
                    quantity=f"{line.product_uom_qty:g} {line.product_uom_id.name}",
                ))
