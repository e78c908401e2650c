from odoo import api, models
from odoo.tools import SQL

HELD = """
SELECT source.claim_id, COUNT(*), MIN(COALESCE(sale.date, orders.date_order::date))
  FROM dms_claim_source source
  LEFT JOIN dms_secondary_sale sale ON sale.id = source.sale_id
  LEFT JOIN sale_order_line line ON line.id = source.order_line_id
  LEFT JOIN sale_order orders ON orders.id = line.order_id
 WHERE source.claim_id = ANY(%(claims)s)
 GROUP BY source.claim_id
"""


class DmsClaimCheck(models.Model):
    """Whether the sale rows behind a claim are its own."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_sources(self, batch):
        """Each sale is claimed once under a scheme, which the database sees to: drafts are told
        which of theirs others have, submitted claims how many they hold."""
        claims = batch.of("sources").filtered("scheme_id")
        drafts = claims.filtered(lambda claim: claim.state == "draft")
        clashes = drafts._get_source_clashes() if drafts else {}
        for claim in drafts:
            for clash in clashes.get(claim, ()):
                batch.failed(
                    claim, "sources", other_claim_id=clash.claim.id, count=clash.count,
                    date=clash.first,
                )
            if claim not in clashes:
                batch.passed(claim, "sources", "free")
        claims -= drafts
        if not claims:
            return
        self.env["dms.claim.source"].flush_model()
        held = {
            claim: (count, day)
            for claim, count, day in self.env.execute_query(SQL(HELD, claims=claims.ids))
        }
        for claim in claims:
            if claim.id in held:
                count, day = held[claim.id]
                batch.passed(claim, "sources", count=count, date=day)
            else:
                batch.skipped(claim, "sources")

    @api.model
    def _get_words(self) -> dict:
        return super()._get_words() | {
            ("sources", "failed"): self.env._(
                "%(other)s has claimed %(count)s of these sale rows, from %(date)s on."
            ),
            ("sources", "free"): self.env._(
                "No other claim has its sale rows under the scheme."
            ),
            ("sources", "passed"): self.env._(
                "%(count)s sale rows from %(date)s on stand behind it, and behind no other claim "
                "under the scheme."
            ),
            ("sources", "not_applicable"): self.env._("No sale rows stand behind it."),
        }
