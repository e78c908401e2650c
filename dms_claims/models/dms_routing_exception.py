from odoo import api, fields, models
from odoo.addons.dms_distributor.models.dms_routing_exception import Found
from odoo.tools import format_date


class DmsRoutingException(models.AbstractModel):
    """Claims that are not decided on in time, and disputes that nobody answers."""

    _inherit = "dms.routing.exception"

    @api.model
    def _get_kinds(self):
        return super()._get_kinds() | {
            "claim_overdue": (
                self.env._("Claim past its day of decision"), self._find_overdue_claims
            ),
            "claim_dispute": (
                self.env._("Dispute without an answer"), self._find_overdue_disputes
            ),
        }

    @api.model
    def _find_overdue_claims(self, company):
        claims = self.env["dms.claim"].search([
            ("company_id", "=", company.id), ("state", "=", "submitted"),
            ("decide_by", "<", fields.Date.context_today(self)),
        ])
        return [
            Found(
                claim._name, claim.id, claim.claimant_id.id, claim.company_claimed_amount,
                self.env._(
                    "%(claim)s of %(amount)s had to be decided on by %(date)s.",
                    claim=claim.name, date=format_date(self.env, claim.decide_by),
                    amount=claim.currency_id.format(claim.claimed_amount),
                ),
            )
            for claim in claims
        ]

    @api.model
    def _find_overdue_disputes(self, company):
        disputes = self.env["dms.claim.query"].search([
            ("company_id", "=", company.id), ("kind", "=", "dispute"), ("state", "=", "open"),
            ("deadline", "<", fields.Date.context_today(self)),
        ])
        return [
            Found(
                "dms.claim", dispute.claim_id.id, dispute.claimant_id.id,
                dispute.claim_id.company_claimed_amount,
                self.env._(
                    "%(claim)s is in dispute; the claimant was to have an answer by %(date)s.",
                    claim=dispute.claim_id.name,
                    date=format_date(self.env, dispute.deadline),
                ),
            )
            for dispute in disputes
        ]
