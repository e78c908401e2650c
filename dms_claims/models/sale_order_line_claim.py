from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Goods that settle a claim: given for nothing, and never invoiced."""

    _inherit = "sale.order.line"

    dms_claim_id = fields.Many2one(
        "dms.claim", "Claim", copy=False, readonly=True, index="btree_not_null",
        ondelete="restrict", help="The claim that these goods settle.",
    )
    dms_claim_price = fields.Float(
        "Worth for the Claim", digits="Product Price", copy=False, readonly=True,
        groups="dms_distributor.group_user",
        help="What one of the unit settles of the claim.",
    )

    @api.depends("dms_claim_id")
    def _compute_price_unit(self):
        given = self.filtered("dms_claim_id")
        given.price_unit = given.technical_price_unit = 0.0
        return super(SaleOrderLine, self - given)._compute_price_unit()

    @api.depends("dms_claim_id")
    def _compute_qty_to_invoice(self):
        given = self.filtered("dms_claim_id")
        given.qty_to_invoice = 0.0
        return super(SaleOrderLine, self - given)._compute_qty_to_invoice()

    @api.depends("dms_claim_id")
    def _compute_invoice_status(self):
        given = self.filtered("dms_claim_id")
        given.invoice_status = "no"
        return super(SaleOrderLine, self - given)._compute_invoice_status()
