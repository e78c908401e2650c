from odoo import fields, models


class DmsSchemeAccrualLine(models.Model):
    """Lines that accrue a claim: one approved before the company had accounts for it."""

    _inherit = "dms.scheme.accrual.line"

    claim_id = fields.Many2one(
        "dms.claim", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    def _prepare_items(self, distribution):
        if not self.claim_id:
            return super()._prepare_items(distribution)
        return self.claim_id.sudo()._prepare_accrual_items(
            self.amount, self.company_amount, distribution
        )
