from odoo import api, fields, models


class DmsCreditLimitTerm(models.Model):
    """One term of a proposed limit: what was measured, its weight, and the amount it leads to."""

    _name = "dms.credit.limit.term"
    _description = "Term of a Proposed Limit"
    _order = "limit_id, id"

    limit_id = fields.Many2one(
        "dms.credit.limit", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="limit_id.company_id", store=True)
    partner_id = fields.Many2one(related="limit_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Selection(
        [
            ("velocity", "Daily Sales × Terms × Cover"),
            ("punctuality", "Punctuality"),
            ("trend", "Trend"),
            ("bound", "Largest Change"),
            ("rounding", "Rounding"),
        ],
        string="Term", required=True, readonly=True,
    )
    value = fields.Float("Measured", digits=(16, 4), readonly=True)
    weight = fields.Float(digits=(16, 4), readonly=True)
    factor = fields.Float(digits=(16, 4), readonly=True)
    amount = fields.Monetary("Leads to", readonly=True)
    explanation = fields.Char(compute="_compute_explanation")

    @api.depends_context("lang")
    @api.depends("code", "value", "weight", "factor", "amount")
    def _compute_explanation(self):
        for term in self:
            term.explanation = term._get_explanation()

    def _get_explanation(self) -> str:
        """The term in words, with its figures."""
        self.ensure_one()
        env, value, weight = self.env, self.value, self.weight
        if self.code == "velocity":
            return env._(
                "Sold %(daily).2f a day; %(days).0f days of terms, covered %(cover).2f times.",
                daily=value, days=self.factor / weight if weight else 0, cover=weight,
            )
        if self.code == "punctuality":
            return env._(
                "%(share).0f%% of the value was paid within terms; what was not counts for "
                "%(weight).0f%%.",
                share=100 * value, weight=100 * weight,
            )
        if self.code == "trend":
            return env._(
                "The last quarter over the one before: %(growth)+.0f%%, counted for "
                "%(weight).0f%%.",
                growth=100 * value, weight=100 * weight,
            )
        if self.code == "bound":
            return env._(
                "The present limit of %(present).2f changes by at most %(weight).0f%% at a time.",
                present=value, weight=100 * weight,
            )
        return env._("Rounded to multiples of %(step).2f.", step=value)
