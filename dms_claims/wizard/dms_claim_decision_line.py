from odoo import fields, models


class DmsClaimDecisionLine(models.TransientModel):
    """One claim that is to be decided on together with others."""

    _name = "dms.claim.decision.line"
    _description = "Claim to Decide on"

    decision_id = fields.Many2one(
        "dms.claim.decision", required=True, ondelete="cascade", index=True
    )
    claim_id = fields.Many2one("dms.claim", required=True, ondelete="cascade")
    claimant_id = fields.Many2one(related="claim_id.claimant_id")
    type_id = fields.Many2one(related="claim_id.type_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    claimed_amount = fields.Monetary(related="claim_id.claimed_amount")
    proposed_amount = fields.Monetary(related="claim_id.proposed_amount")
    is_included = fields.Boolean("Decide")
    obstacle = fields.Char("Cannot Be Decided on", help="Why not, and what to do.")
    result = fields.Char(readonly=True)
