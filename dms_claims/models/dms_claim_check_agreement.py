from odoo import api, models
from odoo.tools import SQL

# Of each agreement: what was bought since it began, and what has been taken back or claimed.
USED = """
SELECT agreement.id,
       (SELECT COALESCE(SUM(bought.amount_untaxed), 0) FROM sale_order bought
         WHERE bought.dms_distributor_id = agreement.distributor_id
           AND bought.company_id = agreement.company_id AND bought.state = 'sale'
           AND bought.date_order >= agreement.date_start)
       * agreement.return_cap_percent / 100,
       (SELECT COALESCE(SUM(request.amount), 0) FROM dms_return_request request
         WHERE request.distributor_id = agreement.distributor_id
           AND request.company_id = agreement.company_id
           AND request.state IN ('submitted', 'approved', 'received', 'credited')
           AND request.submit_date >= agreement.date_start)
  FROM dms_agreement agreement
 WHERE agreement.id = ANY(%(agreements)s)
"""
OTHER_CLAIMS = """
SELECT asked.agreement, claim.id,
       CASE WHEN claim.state = 'submitted' THEN claim.claimed_amount ELSE claim.approved_amount END
       * CASE WHEN claim.reversal_of_id IS NULL THEN 1 ELSE -1 END
  FROM UNNEST(%(agreements)s::int[]) AS asked (agreement)
  JOIN dms_agreement agreement ON agreement.id = asked.agreement
  JOIN dms_claim claim ON claim.claimant_id = agreement.distributor_id
   AND claim.company_id = agreement.company_id AND claim.date_to >= agreement.date_start
   AND claim.state IN ('submitted', 'approved', 'settled')
  JOIN dms_claim_type type ON type.id = claim.type_id AND type.kind IN ('damage', 'expiry')
"""


class DmsClaimCheck(models.Model):
    """Whether the agreement credits lost goods, and how many of them."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_agreement(self, batch):
        """Expiry must be credited; what is claimed for lost goods stays within the agreed share of
        purchases."""
        claims = batch.of("agreement", ("damage", "expiry"))
        agreements = claims._get_agreements() if claims else {}
        rooms = self._get_rooms(agreements)
        for claim in claims:
            agreement = agreements.get(claim)
            if not agreement:
                batch.skipped(claim, "agreement")
                continue
            if claim.kind == "expiry" and not agreement.is_expiry_credited:
                batch.failed(claim, "agreement", "not_credited", detail=agreement.name)
                continue
            asked = sum(batch.asked(line) for line in claim.line_ids)
            room = rooms.get(claim)
            if room is not None and claim.currency_id.compare_amounts(asked, room) > 0:
                batch.failed(
                    claim, "agreement", "above_cap", claimed=asked, ceiling=max(room, 0),
                    score=agreement.return_cap_percent, detail=agreement.name,
                )
            else:
                batch.passed(claim, "agreement", detail=agreement.name)

    @api.model
    def _get_rooms(self, agreements) -> dict:
        """What may still be claimed for lost goods, in the claim's currency, by claim, where the
        agreement caps it; by two queries."""
        capped = {
            claim: agreement for claim, agreement in agreements.items()
            if agreement.return_cap_percent
        }
        if not capped:
            return {}
        self.env.flush_all()
        values = {"agreements": list({agreement.id for agreement in capped.values()})}
        rooms = {
            agreement: float(room) - float(returned)
            for agreement, room, returned in self.env.execute_query(SQL(USED, **values))
        }
        own = {}
        for agreement, claim, amount in self.env.execute_query(SQL(OTHER_CLAIMS, **values)):
            rooms[agreement] -= float(amount)
            own[agreement, claim] = float(amount)
        return {
            claim: agreement.currency_id._convert(
                rooms[agreement.id] + own.get((agreement.id, claim.id), 0),
                claim.currency_id, claim.company_id, claim.date_to,
            )
            for claim, agreement in capped.items()
        }

    @api.model
    def _get_words(self) -> dict:
        return super()._get_words() | {
            ("agreement", "passed"): self.env._("Agreement %(detail)s allows it."),
            ("agreement", "not_credited"): self.env._(
                "Agreement %(detail)s does not credit goods that expire at the distributor's."
            ),
            ("agreement", "above_cap"): self.env._(
                "%(claimed_amount)s is asked for; by agreement %(detail)s %(limit_amount)s of the "
                "agreed share of purchases (%(score)s %%) is left for goods that are lost or come "
                "back."
            ),
            ("agreement", "not_applicable"): self.env._(
                "The claimant has no agreement for the period."
            ),
        }
