from odoo import models


class DmsClaimLine(models.Model):
    """What is told of the decision on a line."""

    _inherit = "dms.claim.line"

    def _get_reason_text(self) -> str:
        """Why the line gets less, in words; the reason of the whole claim where it has none."""
        self.ensure_one()
        reason = self.reason_id.description or self.reason_id.name
        return "; ".join(filter(None, (reason, self.reason))) or self.claim_id.decision_reason or ""

    def _get_decision_text(self) -> str:
        """What was approved of the line, and why not more."""
        self.ensure_one()
        return self.env._(
            "%(line)s: %(approved)s of %(claimed)s. %(reason)s",
            line=self.name,
            approved=self.currency_id.format(self.approved_amount),
            claimed=self.currency_id.format(self.claimed_amount),
            reason=self._get_reason_text(),
        )
