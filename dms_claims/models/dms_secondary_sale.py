from odoo import fields, models


class DmsSecondarySale(models.Model):
    """Sales and the claims that rest on them."""

    _inherit = "dms.secondary.sale"

    claim_source_ids = fields.One2many(
        "dms.claim.source", "sale_id", string="Claimed by", readonly=True,
        groups="dms_distributor.group_user",
    )

    def action_open_claims(self):
        """Open the claims that rest on these sales."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim"),
            "domain": [("source_ids.sale_id", "in", self.ids)],
            "context": {},
        }
