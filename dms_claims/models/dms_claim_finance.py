from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.claim_age import get_age, get_age_domain, get_age_sql

# States in which something of a claim is open.
OPEN = ("submitted", "approved")


class DmsClaim(models.Model):
    """Claims as finance works them off: what is open, since when and for how much."""

    _inherit = "dms.claim"

    open_amount = fields.Monetary(
        "Open", compute="_compute_open_amount", store=True,
        help="Claimed while it waits for a decision; what remains to be settled afterwards.",
    )
    open_age = fields.Selection(
        lambda self: self._fields["age_bucket"]._description_selection(self.env),
        "Open for", compute="_compute_open_age", search="_search_open_age",
        help="How long ago a claim was submitted of which something is open.",
    )

    _open_idx = models.Index("(company_id, submit_date) WHERE state IN ('submitted', 'approved')")

    @api.depends("state", "claimed_amount", "remaining_amount")
    def _compute_open_amount(self):
        for claim in self:
            claim.open_amount = {
                "submitted": claim.claimed_amount, "approved": claim.remaining_amount,
            }.get(claim.state, 0)

    @api.depends_context("tz")
    @api.depends("state", "submit_date")
    def _compute_open_age(self):
        today = fields.Date.context_today(self)
        for claim in self:
            if claim.state not in OPEN or not claim.submit_date:
                claim.open_age = False
                continue
            claim.open_age = get_age((today - claim.submit_date).days)

    def _search_open_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        return get_age_domain(value, fields.Date.context_today(self), OPEN)

    def _field_to_sql(self, alias, field_expr, query=None) -> SQL:
        if field_expr != "open_age":
            return super()._field_to_sql(alias, field_expr, query)
        return get_age_sql(
            self._field_to_sql(alias, "submit_date", query),
            self._field_to_sql(alias, "state", query), fields.Date.context_today(self), OPEN,
        )

    @api.model
    def _get_under_validation_exceptions(self):
        return [*super()._get_under_validation_exceptions(), "open_amount"]
