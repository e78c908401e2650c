from odoo import fields, models
from odoo.tools import SQL

from ..tools import claim_report_sql


class DmsClaimRefusalReport(models.Model):
    """Lines of claims that got less than was claimed, or nothing, and why."""

    _name = "dms.claim.refusal.report"
    _description = "Refused Amounts by Reason"
    _auto = False
    _log_access = False
    _order = "decision_date desc, id desc"
    _rec_name = "line_id"

    line_id = fields.Many2one("dms.claim.line", "Claim Line", readonly=True)
    claim_id = fields.Many2one("dms.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    claimant_id = fields.Many2one("res.partner", readonly=True)
    territory_id = fields.Many2one("dms.territory", readonly=True)
    type_id = fields.Many2one("dms.claim.type", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["dms.claim.type"]._fields["kind"]._description_selection(self.env),
        readonly=True,
    )
    scheme_id = fields.Many2one("dms.scheme", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    reason_id = fields.Many2one("dms.claim.reason", "Why Less", readonly=True)
    reason_kind = fields.Selection(
        lambda self: self.env["dms.claim.reason"]._fields["kind"]._description_selection(self.env),
        readonly=True, help="Empty: the reason was given in words only.",
    )
    outcome = fields.Selection(
        [("reduced", "Approved in Part"), ("refused", "Refused")], readonly=True,
        help="Of the whole claim.",
    )
    remark = fields.Char("In Words", readonly=True)
    submit_date = fields.Date("Submitted on", readonly=True)
    decision_date = fields.Date("Decided on", readonly=True)
    claimed_amount = fields.Monetary(
        "Claimed", readonly=True, currency_field="company_currency_id"
    )
    approved_amount = fields.Monetary(
        "Approved", readonly=True, currency_field="company_currency_id"
    )
    refused_amount = fields.Monetary(
        readonly=True, currency_field="company_currency_id"
    )

    _depends = {
        "dms.claim": [
            "claimant_id", "company_id", "currency_id", "decision_date", "decision_reason",
            "reversal_of_id", "scheme_id", "state", "submit_date", "type_id",
        ],
        "dms.claim.line": [
            "approved_amount", "claim_id", "claimed_amount", "product_id", "reason", "reason_id",
        ],
        "dms.claim.reason": ["kind"],
        "dms.claim.type": ["kind"],
        "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
        "res.partner": ["dms_territory_id"],
    }

    @property
    def _table_query(self):
        return SQL(claim_report_sql.REFUSALS)

    def action_open_claim(self):
        """Open the claim of the row."""
        self.ensure_one()
        return self.claim_id.get_formview_action()
