from odoo import fields, models


class DmsClaimType(models.Model):
    """A reason for which a distributor may claim, and what it takes to claim for it."""

    _name = "dms.claim.type"
    _description = "Claim Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("scheme", "Scheme"),
            ("target", "QPS or Target Rebate"),
            ("display", "Display"),
            ("free_goods", "Free Goods"),
            ("damage", "Damage"),
            ("expiry", "Expiry"),
            ("price_protection", "Price Protection"),
            ("rate_difference", "Rate Difference"),
            ("freight", "Freight"),
            ("margin", "Margin"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )
    needs_scheme = fields.Boolean(help="A claim of this type names the scheme it is made under.")
    window_days = fields.Integer(
        "Window (days)", default=30,
        help="A claim must be submitted within so many days after the end of its period. "
        "0: at any time.",
    )
    sla_days = fields.Integer(
        "Decision within (days)", default=7, help="Counted from submission. 0: no limit."
    )
    evidence_ids = fields.One2many(
        "dms.claim.type.evidence", "type_id", copy=True
    )
    description = fields.Text("Instructions", translate=True)
    claim_count = fields.Integer(compute="_compute_claim_count")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two claim types of a company cannot have the same code."
    )
    _days_positive = models.Constraint(
        "CHECK (window_days >= 0 AND sla_days >= 0)", "A number of days cannot be negative."
    )

    def _compute_claim_count(self):
        counts = dict(
            self.env["dms.claim"]._read_group(
                [("type_id", "in", self.ids)], ["type_id"], ["__count"]
            )
        )
        for claim_type in self:
            claim_type.claim_count = counts.get(claim_type, 0)

    def copy_data(self, default=None):
        return [
            {**vals, "code": self.env._("%s (copy)", claim_type.code)}
            for claim_type, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_open_claims(self):
        """Open the claims of this type."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        return {
            **action,
            "domain": [("type_id", "=", self.id)],
            "context": {"default_type_id": self.id},
        }
