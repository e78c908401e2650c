from odoo import api, fields, models


class DmsClaimReverse(models.TransientModel):
    """Ask what of a settled claim is taken back, and why."""

    _name = "dms.claim.reverse"
    _description = "Take a Claim Back"

    claim_id = fields.Many2one("dms.claim", required=True, readonly=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    left_amount = fields.Monetary("Can Be Taken Back", compute="_compute_left_amount")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    reason = fields.Text(required=True)

    @api.depends("claim_id")
    def _compute_left_amount(self):
        for wizard in self:
            wizard.left_amount = wizard.claim_id._get_reversible_amount()

    @api.depends("claim_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.left_amount

    def action_reverse(self):
        """Make the claim that takes it back, hand it in, and open it."""
        self.ensure_one()
        self.claim_id.check_access("read")
        claim = self.claim_id._create_reversal(self.amount, self.reason)
        # Those who keep the books may ask for it, though claims are written by others.
        claim.sudo().action_submit()
        return claim.get_formview_action()
