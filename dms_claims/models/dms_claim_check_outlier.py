import math

from odoo import api, models
from odoo.tools import SQL

from ..checking import robust_scores

# Claims of the same type and currency: those of the claimants, and those of their peers, who have
# the same tier and a territory below the same one. Each claim is a sample of its own group too.
SAMPLES = """
WITH judged AS (
    SELECT asked.id, asked.days, claim.claimant_id, claim.type_id, claim.company_id,
           claim.currency_id, claim.claimed_amount, partner.dms_tier_id AS tier_id,
           COALESCE(territory.parent_id, territory.id) AS place_id
      FROM UNNEST(%(claims)s::int[], %(days)s::int[]) AS asked (id, days)
      JOIN dms_claim claim ON claim.id = asked.id
      JOIN res_partner partner ON partner.id = claim.claimant_id
      LEFT JOIN dms_territory territory ON territory.id = partner.dms_territory_id
), grouped AS (
    SELECT DENSE_RANK() OVER (ORDER BY {key}) AS number, judged.* FROM judged
     WHERE claimed_amount > 0
), wanted AS (
    SELECT number, {key}, MAX(days) AS days FROM grouped GROUP BY number, {key}
), sampled AS (
    SELECT wanted.number, claim.id, claim.claimed_amount
      FROM wanted
      JOIN dms_claim claim
        ON claim.type_id = wanted.type_id AND claim.company_id = wanted.company_id
       AND claim.currency_id = wanted.currency_id
       AND claim.state IN ('submitted', 'approved', 'settled') AND claim.reversal_of_id IS NULL
       AND claim.date_to >= %(today)s::date - wanted.days
      {match}
)
SELECT number, id, claimed_amount, TRUE FROM sampled
UNION ALL
SELECT number, id, claimed_amount, FALSE FROM grouped
"""
OWN_KEY = "claimant_id, type_id, company_id, currency_id"
OWN_MATCH = "AND claim.claimant_id = wanted.claimant_id"
PEER_KEY = "tier_id, place_id, type_id, company_id, currency_id"
PEER_MATCH = """
      JOIN res_partner partner ON partner.id = claim.claimant_id
       AND partner.dms_tier_id = wanted.tier_id
      JOIN dms_territory territory ON territory.id = partner.dms_territory_id
       AND COALESCE(territory.parent_id, territory.id) = wanted.place_id
"""
LEAST_SAMPLES = 6


class DmsClaimCheck(models.Model):
    """Whether the amount of a claim is unusual: for the claimant, and for its peers."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_history(self, batch):
        """Against the claimant's own claims of the type."""
        self._judge_outliers(batch, "history", OWN_KEY, OWN_MATCH)

    @api.model
    def _judge_peers(self, batch):
        """Against claims of the type by claimants of the same tier and region."""
        self._judge_outliers(batch, "peers", PEER_KEY, PEER_MATCH)

    @api.model
    def _judge_outliers(self, batch, code, key, match):
        """Tell amounts that lie too many spreads above the median of their group."""
        claims = batch.of(code)
        if not claims:
            return
        found = self._score(batch, claims, code, key, match)
        for claim in claims:
            score, median, count = found.get(claim.id, (math.nan, math.nan, 0))
            if math.isnan(score):
                batch.skipped(claim, code, count=count)
                continue
            threshold = batch.get(claim, code).threshold
            tell = batch.failed if score > threshold else batch.passed
            tell(
                claim, code, claimed=claim.claimed_amount, expected=median,
                ceiling=threshold, score=round(score, 2), count=count,
            )

    @api.model
    def _score(self, batch, claims, code, key, match) -> dict:
        """Score, median and number of samples by claim id; by one query and one pass of numpy."""
        self.env["dms.claim"].flush_model()
        rows = self.env.execute_query(SQL(
            SAMPLES.format(key=key, match=match), claims=claims.ids,
            days=[batch.get(claim, code).days for claim in claims],
            today=claims._fields["submit_date"].context_today(claims),
        ))
        judged = [row for row in rows if not row[3]]
        samples = {(group, claim): amount for group, claim, amount, _is_sample in rows}
        result = robust_scores(
            [float(amount) for amount in samples.values()], [group for group, _claim in samples],
            [float(row[2]) for row in judged], [row[0] for row in judged], LEAST_SAMPLES,
        )
        return {
            row[1]: (float(score), float(median), int(count))
            for row, score, median, count in zip(
                judged, result.scores, result.medians, result.counts, strict=True
            )
        }

    @api.model
    def _get_words(self) -> dict:
        few = self.env._("Too few claims to tell what is usual (%(count)s).")
        return super()._get_words() | {
            ("history", "failed"): self.env._(
                "%(claimed_amount)s lies %(score)s spreads above the usual %(expected_amount)s of "
                "this claimant (%(count)s claims); told from %(limit_number)s on."
            ),
            ("history", "passed"): self.env._(
                "%(claimed_amount)s beside the usual %(expected_amount)s of this claimant "
                "(%(count)s claims)."
            ),
            ("history", "not_applicable"): few,
            ("peers", "failed"): self.env._(
                "%(claimed_amount)s lies %(score)s spreads above the usual %(expected_amount)s of "
                "the same tier and region (%(count)s claims); told from %(limit_number)s on."
            ),
            ("peers", "passed"): self.env._(
                "%(claimed_amount)s beside the usual %(expected_amount)s of the same tier and "
                "region (%(count)s claims)."
            ),
            ("peers", "not_applicable"): few,
        }
