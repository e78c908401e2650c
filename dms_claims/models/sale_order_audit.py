from odoo import api, fields, models


class SaleOrder(models.Model):
    """From goods given for claims to those claims."""

    _inherit = "sale.order"

    dms_claim_count = fields.Integer(
        "Claims", compute="_compute_dms_claim_count", compute_sudo=True
    )

    @api.depends("order_line.dms_claim_id")
    def _compute_dms_claim_count(self):
        for order in self:
            order.dms_claim_count = len(order.order_line.dms_claim_id)

    def action_open_dms_claims(self):
        """Open the claims for which these orders give goods."""
        return self.sudo().order_line.dms_claim_id.with_env(self.env)._get_walk_action()
