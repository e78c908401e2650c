from odoo import api, fields, models


class DmsPointsRedemptionLine(models.Model):
    """A gift of a redemption."""

    _name = "dms.points.redemption.line"
    _description = "Gift of a Redemption"
    _order = "redemption_id, id"
    _check_company_auto = True

    redemption_id = fields.Many2one(
        "dms.points.redemption", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="redemption_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="redemption_id.partner_id", store=True, index=True)
    program_id = fields.Many2one(related="redemption_id.program_id")
    gift_id = fields.Many2one(
        "dms.points.gift", required=True, ondelete="restrict", index=True, check_company=True
    )
    quantity = fields.Float(required=True, default=1, digits="Product Unit")
    points = fields.Float(compute="_compute_points", store=True, digits=(16, 2))

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Say how many of the gift are taken."
    )

    @api.depends("quantity", "gift_id.points")
    def _compute_points(self):
        for line in self:
            line.points = line.quantity * line.gift_id.points

    def _prepare_order_line_values(self) -> dict:
        """Values of the order line that gives the gift for nothing."""
        self.ensure_one()
        return {
            "product_id": self.gift_id.product_id.id, "product_uom_qty": self.quantity,
            "price_unit": 0.0, "technical_price_unit": 0.0, "discount": 0.0,
            "name": self.env._(
                "%(product)s, gift for %(points)s points",
                product=self.gift_id.product_id.display_name,
                points=self.program_id._word_points(self.points),
            ),
        }
