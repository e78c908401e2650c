from decimal import Decimal

from odoo import api, fields, models


class DmsClaimLine(models.Model):
    """What is told of the decision on a line, and what a disputed line leaves to the next claim."""

    _inherit = "dms.claim.line"

    disputed_line_id = fields.Many2one(
        "dms.claim.line", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", help="The line whose decision was disputed.",
    )

    @api.model
    def _get_measured_fields(self) -> set:
        return super()._get_measured_fields() | {"disputed_line_id"}

    def _get_expected(self) -> dict:
        """What was approved on the disputed claim is not expected once more."""
        expected = super()._get_expected()
        for line in self.sudo().filtered("disputed_line_id"):
            found = expected[line]
            if found.amount is not None:
                rest = found.amount - line._get_approved_before()
                expected[line] = found._replace(amount=max(rest, Decimal()))
        return expected

    def _get_approved_before(self) -> Decimal:
        """What was approved of the lines that were disputed before, one after another."""
        self.ensure_one()
        total, before = Decimal(), self.disputed_line_id
        while before:
            total += Decimal(str(before.approved_amount))
            before = before.disputed_line_id
        return total

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
