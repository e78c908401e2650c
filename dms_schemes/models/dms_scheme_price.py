from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsSchemePrice(models.Model):
    """The two prices of a product whose difference a scheme pays."""

    _name = "dms.scheme.price"
    _description = "Price Difference under a Scheme"
    _inherit = ["dms.scheme.part"]
    _order = "scheme_id, product_id, id"

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict",
        domain=[("type", "=", "consu")],
    )
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", required=True, compute="_compute_uom_id", store=True,
        readonly=False, precompute=True, help="The prices are those of one such unit.",
    )
    old_price = fields.Float(
        required=True, digits="Product Price", min_display_digits="Product Price",
        help="Price protection: before the change. Ship and debit: what the distributor paid.",
    )
    new_price = fields.Float(
        required=True, digits="Product Price", min_display_digits="Product Price",
        help="Price protection: after the change. Ship and debit: the agreed price.",
    )
    difference = fields.Float(compute="_compute_difference", digits="Product Price")

    _product_unique = models.UniqueIndex(
        "(scheme_id, product_id)", "A product has one pair of prices under a scheme."
    )
    _prices_positive = models.Constraint(
        "CHECK (old_price >= 0 AND new_price >= 0)", "A price cannot be negative."
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for price in self:
            price.uom_id = price.product_id.uom_id

    @api.depends("old_price", "new_price")
    def _compute_difference(self):
        for price in self:
            price.difference = price.old_price - price.new_price

    @api.constrains("old_price", "new_price")
    def _check_difference(self):
        for price in self:
            if price.new_price >= price.old_price:
                raise ValidationError(self.env._(
                    "%(product)s: the new price %(new)s must lie below the old price %(old)s, for "
                    "the scheme pays their difference.",
                    product=price.product_id.display_name,
                    new=price.new_price, old=price.old_price,
                ))

    @api.constrains("product_id", "uom_id")
    def _check_unit(self):
        for price in self:
            if not price.uom_id._has_common_reference(price.product_id.uom_id):
                raise ValidationError(self.env._(
                    "%(product)s is counted in %(unit)s, which cannot be converted to %(other)s: "
                    "give its prices for a unit that can.",
                    product=price.product_id.display_name,
                    unit=price.product_id.uom_id.name, other=price.uom_id.name,
                ))
