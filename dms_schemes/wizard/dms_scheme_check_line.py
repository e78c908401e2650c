from odoo import api, fields, models


class DmsSchemeCheckLine(models.TransientModel):
    """A product of a purchase that is tried."""

    _name = "dms.scheme.check.line"
    _description = "Line of a Scheme Check"

    check_id = fields.Many2one(
        "dms.scheme.check", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="check_id.currency_id")
    product_id = fields.Many2one(
        "product.product", domain=[("sale_ok", "=", True), ("type", "=", "consu")]
    )
    quantity = fields.Float(default=1, digits="Product Unit")
    uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_uom_id", store=True, readonly=False, precompute=True,
        domain="[('id', 'in', available_uom_ids)]",
    )
    available_uom_ids = fields.Many2many("uom.uom", compute="_compute_available_uom_ids")
    value = fields.Monetary(
        compute="_compute_value", store=True, readonly=False, precompute=True,
        help="Net, without tax, before schemes. Filled from the buyer's price list.",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.product_id.uom_id

    @api.depends("product_id")
    def _compute_available_uom_ids(self):
        for line in self:
            line.available_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.depends("check_id.company_id", "check_id.partner_id", "check_id.date", "product_id",
                 "quantity", "uom_id")
    def _compute_value(self):
        for line in self:
            check = line.check_id
            schemes = self.env["dms.scheme"].sudo().with_company(check.company_id)
            line.value = line.product_id and schemes._get_purchase_value(
                line.product_id.sudo(), line.quantity, line.uom_id or line.product_id.uom_id,
                check.partner_id.sudo(), check.date or fields.Date.context_today(check),
            )

    def _prepare_purchase_line(self, key) -> dict:
        """This line as ``dms.scheme._explain_purchase`` takes it.

        :param key: that tells it from the others
        """
        self.ensure_one()
        return {
            "key": key,
            "product": self.product_id,
            "quantity": self.quantity,
            "uom": self.uom_id or self.product_id.uom_id,
            "value": self.value,
        }
