from odoo import models


class DmsClaim(models.Model):
    """How a claim was settled, among what its claimant sees."""

    _inherit = "dms.claim"

    def _prepare_portal_events(self) -> list[dict]:
        events = [
            *(settlement._prepare_portal_event() for settlement in self.settlement_ids),
            *super()._prepare_portal_events(),
        ]
        return sorted(events, key=lambda event: event["date"], reverse=True)
