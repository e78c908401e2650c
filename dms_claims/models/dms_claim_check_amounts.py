from decimal import Decimal

from odoo import api, models

from ..checking import exceeds, get_limit


class DmsClaimCheck(models.Model):
    """Whether claims are complete, in time, and for no more than is expected."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_expected(self, batch):
        """Line by line, with the tolerance of the setting."""
        for claim in batch.of("expected"):
            known = claim.line_ids.filtered("has_expected")
            if not known:
                batch.skipped(claim, "expected")
                continue
            tolerance = batch.get(claim, "expected").tolerance
            above = False
            for line in known:
                claimed = Decimal(str(batch.asked(line)))
                expected = Decimal(str(line.expected_amount))
                if exceeds(claimed, expected, tolerance):
                    above = True
                    batch.failed(
                        claim, "expected", line_id=line.id, claimed=float(claimed),
                        expected=float(expected), ceiling=float(get_limit(expected, tolerance)),
                    )
            if not above:
                rest = len(claim.line_ids) - len(known)
                batch.passed(
                    claim, "expected", "partly" if rest else "passed", count=rest,
                    claimed=sum(batch.asked(line) for line in known),
                    expected=sum(known.mapped("expected_amount")),
                )

    @api.model
    def _judge_evidence(self, batch):
        """Whether what the type's checklist requires is there."""
        for claim in batch.of("evidence"):
            missing = claim._get_missing_evidence()
            if missing:
                batch.failed(
                    claim, "evidence", count=len(missing), detail=", ".join(missing)
                )
            else:
                batch.passed(
                    claim, "evidence", count=len(claim.evidence_ids.filtered("attachment_ids"))
                )

    @api.model
    def _judge_window(self, batch):
        """Whether the claim came in time, or was let in late."""
        for claim in batch.of("window"):
            day = claim.submit_date or claim._fields["submit_date"].context_today(claim)
            if not claim.submit_by:
                batch.skipped(claim, "window")
            elif day <= claim.submit_by:
                batch.passed(claim, "window", date=claim.submit_by)
            elif claim.is_late_allowed:
                batch.passed(
                    claim, "window", "allowed", date=claim.submit_by,
                    count=(day - claim.submit_by).days,
                )
            else:
                batch.failed(
                    claim, "window", date=claim.submit_by, count=(day - claim.submit_by).days
                )

    @api.model
    def _get_words(self) -> dict:
        return super()._get_words() | {
            ("expected", "failed"): self.env._(
                "%(line)s: %(claimed_amount)s is asked for and %(expected_amount)s expected, "
                "%(excess_amount)s (%(percent)s %%) more; up to %(limit_amount)s would pass."
            ),
            ("expected", "passed"): self.env._(
                "%(claimed_amount)s is asked for and %(expected_amount)s expected."
            ),
            ("expected", "partly"): self.env._(
                "%(claimed_amount)s is asked for and %(expected_amount)s expected; %(count)s lines "
                "have nothing to compare with."
            ),
            ("expected", "not_applicable"): self.env._(
                "There are no figures from which an expected amount could be told."
            ),
            ("evidence", "failed"): self.env._("Evidence is missing: %(detail)s."),
            ("evidence", "passed"): self.env._(
                "What the checklist requires is there; %(count)s of its lines are answered."
            ),
            ("window", "failed"): self.env._(
                "It had to be submitted by %(date)s and came %(count)s days late."
            ),
            ("window", "allowed"): self.env._(
                "It had to be submitted by %(date)s; a manager let it in %(count)s days late."
            ),
            ("window", "passed"): self.env._("Submitted by %(date)s, as it had to be."),
            ("window", "not_applicable"): self.env._("Claims of this type may come at any time."),
        }
