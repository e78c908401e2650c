from odoo import fields, models


class DmsClaimSettleLine(models.TransientModel):
    """How much of one claim is settled."""

    _name = "dms.claim.settle.line"
    _description = "Claim to Settle"

    wizard_id = fields.Many2one(
        "dms.claim.settle", required=True, ondelete="cascade", index=True
    )
    claim_id = fields.Many2one("dms.claim", required=True, readonly=True)
    claimant_id = fields.Many2one(related="claim_id.claimant_id")
    type_id = fields.Many2one(related="claim_id.type_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    settle_amount = fields.Monetary(related="claim_id.settle_amount", string="Remaining")
    amount = fields.Monetary("Settle", required=True)
