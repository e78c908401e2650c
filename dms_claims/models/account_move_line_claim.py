from odoo import fields, models


class AccountMoveLine(models.Model):
    """Items that tell which claim they accrue, settle or reverse."""

    _inherit = "account.move.line"

    dms_claim_id = fields.Many2one(
        "dms.claim", "Claim", index="btree_not_null", ondelete="restrict", readonly=True
    )
