from odoo import api, models
from odoo.tools import SQL

from ..tools.duplicate_sql import SAME_AMOUNT, SAME_REFERENCE


class DmsClaimCheck(models.Model):
    """Whether a claim has been made before: by its reference, its amount, its sale rows."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_reference(self, batch):
        """Another claim of the claimant with nearly the same reference: SD/0118 and sd-118."""
        claims = batch.of("reference").filtered("external_reference")
        rows = self._find_like(SAME_REFERENCE, claims) if claims else {}
        for claim in claims:
            if claim.id in rows:
                other, count = rows[claim.id]
                batch.failed(claim, "reference", other_claim_id=other, count=count)
            else:
                batch.passed(claim, "reference")

    @api.model
    def _judge_amount(self, batch):
        """Another claim of the claimant, of the same type and scheme, for nearly the same amount
        and nearly the same period."""
        claims = batch.of("amount")
        settings = [batch.get(claim, "amount") for claim in claims]
        rows = self._find_like(
            SAME_AMOUNT, claims, shares=[str(setting.tolerance / 100) for setting in settings],
            days=[setting.days for setting in settings],
        ) if claims else {}
        for claim in claims:
            if claim.id in rows:
                other, count = rows[claim.id]
                batch.failed(
                    claim, "amount", other_claim_id=other, count=count,
                    claimed=claim.claimed_amount,
                )
            else:
                batch.passed(claim, "amount", claimed=claim.claimed_amount)

    @api.model
    def _find_like(self, query, claims, **values) -> dict:
        """The other claim that is nearest, and how many there are, by claim id.

        Claims that name each other, as a dispute and what it takes up, are not taken for twins.
        """
        pairs = claims._get_known_twins()
        self.env["dms.claim"].flush_model()
        rows = self.env.execute_query(SQL(
            query, claims=claims.ids, known_of=[pair[0] for pair in pairs],
            known_claims=[pair[1] for pair in pairs], **values,
        ))
        return {claim: (other, count) for claim, other, count in rows}

    @api.model
    def _get_words(self) -> dict:
        return super()._get_words() | {
            ("reference", "failed"): self.env._(
                "The claimant's reference is nearly that of %(other)s."
            ),
            ("reference", "passed"): self.env._("No other claim has such a reference."),
            ("amount", "failed"): self.env._(
                "%(other)s is for about the same %(claimed_amount)s, of the same type and period "
                "(%(count)s like it in all)."
            ),
            ("amount", "passed"): self.env._(
                "No other claim of the period is for about %(claimed_amount)s."
            ),
        }
