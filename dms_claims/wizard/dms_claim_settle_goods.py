from odoo import api, fields, models


class DmsClaimSettleGoods(models.TransientModel):
    """Goods that settle a claim."""

    _name = "dms.claim.settle.goods"
    _description = "Goods for a Claim"

    wizard_id = fields.Many2one(
        "dms.claim.settle", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, domain=[("sale_ok", "=", True)])
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product_uom_id", store=True, readonly=False
    )
    quantity = fields.Float(default=1, digits="Product Unit", required=True)
    price_unit = fields.Float(
        "Worth", digits="Product Price", compute="_compute_price_unit", store=True, readonly=False,
        help="What one of the unit settles of the claim.",
    )
    amount = fields.Monetary(compute="_compute_amount")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND price_unit >= 0)", "Say how much of the goods is given."
    )

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id", "product_uom_id")
    def _compute_price_unit(self):
        """What the claimant pays for the goods otherwise."""
        for line in self:
            claimant = line.wizard_id.line_ids.claim_id.claimant_id[:1]
            pricelist = claimant.property_product_pricelist
            line.price_unit = line.product_id and pricelist._get_product_price(
                line.product_id, line.quantity or 1, uom=line.product_uom_id,
                currency=line.currency_id,
            )

    @api.depends("quantity", "price_unit", "currency_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.price_unit)
