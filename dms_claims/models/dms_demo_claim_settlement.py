from odoo import api, models

# How approved claims of the demonstration are settled, the oldest ones first: method, share.
STEPS = [
    ("credit_note", 1), ("credit_note", 0.5), ("payment", 1), ("tax_credit_note", 0.4),
    ("credit_note", 1),
]


class DmsDemoClaimSettlement(models.AbstractModel):
    """Demonstration: claims that are settled, in part or wholly, and one that is taken back."""

    _name = "dms.demo.claim.settlement"
    _description = "Demonstration of Settlements"

    @api.model
    def _load(self):
        """Create the demonstration once; called while demo data are loaded."""
        self = self.with_context(tracking_disable=True, mail_notify_force_send=False)
        claims = self.env["dms.claim"].search(
            [
                ("state", "=", "approved"), ("company_id", "=", self.env.company.id),
                ("settlement_ids", "=", False), ("reversal_of_id", "=", False),
            ],
            order="submit_date, id",
        )
        # Some remain to be settled.
        for claim, (method, share) in zip(claims[:len(claims) // 2 + 1], STEPS, strict=False):
            amount = claim.currency_id.round(claim.settle_amount * share)
            claim._settle(method, {claim: amount}, reason="Demonstration")
        settled = claims.filtered(lambda claim: claim.state == "settled")
        if settled:
            back = settled[0]._create_reversal(
                settled[0].currency_id.round(settled[0].settled_amount / 4),
                "Three of the twelve cases were sold after all.",
            )
            back.action_submit()
