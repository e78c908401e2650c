from odoo import models


class DmsSettlementItem(models.Model):
    """Whoever leaves the network has no claim that waits to be decided or settled."""

    _inherit = "dms.settlement.item"

    def _get_claim_amounts(self) -> dict:
        """How many claims of the partners wait to be decided or settled, by item."""
        counts = {
            (partner, company): count
            for partner, company, count in self.env["dms.claim"].sudo()._read_group(
                [
                    ("claimant_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "in", ("submitted", "approved")),
                ],
                ["claimant_id", "company_id"],
                ["__count"],
            )
        }
        return {item: counts.get((item.partner_id, item.company_id), 0) for item in self}
