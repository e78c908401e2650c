from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.claim_age import get_age, get_age_domain, get_age_sql


class DmsClaim(models.Model):
    """What a distributor asks back from the manufacturer, with proof."""

    _name = "dms.claim"
    _description = "Claim"
    _inherit = ["dms.claim.workflow", "dms.numbered.mixin"]
    _order = "submit_date desc, id desc"
    _rec_names_search = ["name", "external_reference"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_currency_id", store=True,
        readonly=False, precompute=True,
    )
    claimant_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, tracking=True,
        domain=[("dms_role", "=", "distributor")],
    )
    territory_id = fields.Many2one(related="claimant_id.dms_territory_id")
    type_id = fields.Many2one(
        "dms.claim.type", required=True, ondelete="restrict", index=True, tracking=True
    )
    kind = fields.Selection(related="type_id.kind")
    line_basis = fields.Selection(related="type_id.line_basis")
    needs_scheme = fields.Boolean(related="type_id.needs_scheme")
    instructions = fields.Text(related="type_id.description")
    scheme_id = fields.Many2one(
        "dms.scheme", ondelete="restrict", index="btree_not_null", tracking=True,
        domain=[("is_claimable", "=", True), ("state", "!=", "draft")],
    )
    external_reference = fields.Char(
        "Claimant's Reference", copy=False, tracking=True,
        help="The number of the claim in the claimant's own books.",
    )
    date_from = fields.Date("Period", required=True, tracking=True)
    date_to = fields.Date("To", required=True, tracking=True)
    description = fields.Text(string="Explanation")
    origin = fields.Selection(
        [
            ("manual", "By hand"),
            ("portal", "Portal"),
            ("upload", "Upload"),
            ("visit", "Visit"),
            ("automatic", "End of period"),
            ("deduction", "Deduction"),
            ("api", "API"),
        ],
        required=True, default="manual", readonly=True, copy=False, index=True,
        help="How the claim came in.",
    )
    source_key = fields.Char(
        readonly=True, copy=False, index="btree_not_null",
        help="Names the claim where it came from: what is sent twice is recorded once.",
    )
    reversal_of_id = fields.Many2one(
        "dms.claim", "Reverses", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )
    reversal_ids = fields.One2many("dms.claim", "reversal_of_id", "Reversed by")
    evidence_ids = fields.One2many(
        "dms.claim.evidence", "claim_id", compute="_compute_evidence_ids",
        store=True, readonly=False, copy=False,
    )
    submit_by = fields.Date(
        compute="_compute_submit_by", store=True, help="The last day to submit the claim."
    )
    age_bucket = fields.Selection(
        [
            ("d00_07", "0–7 days"),
            ("d08_15", "8–15 days"),
            ("d16_30", "16–30 days"),
            ("d31_60", "31–60 days"),
            ("d61", "More than 60 days"),
        ],
        string="Age", compute="_compute_age_bucket", search="_search_age_bucket",
        help="How long a submitted claim has been waiting for a decision.",
    )

    _period_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period of a claim cannot end before it begins."
    )
    _external_reference_unique = models.UniqueIndex(
        "(company_id, claimant_id, external_reference) "
        "WHERE external_reference IS NOT NULL AND state NOT IN ('refused', 'cancelled')",
        "The claimant has another claim with this reference.",
    )
    _source_key_unique = models.UniqueIndex(
        "(company_id, source_key) WHERE source_key IS NOT NULL",
        "A claim with this source key has been recorded already.",
    )
    _waiting_idx = models.Index("(company_id, submit_date) WHERE state = 'submitted'")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for claim in self:
            claim.currency_id = claim.company_id.currency_id

    @api.depends("type_id")
    def _compute_evidence_ids(self):
        """The type's checklist; what has been attached already stays."""
        for claim in self:
            answered = claim.evidence_ids.filtered("attachment_ids")
            wanted = claim.type_id.evidence_ids - answered.requirement_id
            claim.evidence_ids = [
                *(Command.unlink(evidence.id) for evidence in claim.evidence_ids - answered),
                *(
                    Command.create(claim._prepare_evidence_values(requirement))
                    for requirement in wanted
                ),
            ]

    @api.depends("date_to", "type_id.window_days")
    def _compute_submit_by(self):
        for claim in self:
            days = claim.type_id.window_days
            claim.submit_by = claim.date_to and days and claim.date_to + timedelta(days=days)

    @api.depends_context("tz")
    @api.depends("state", "submit_date")
    def _compute_age_bucket(self):
        today = fields.Date.context_today(self)
        for claim in self:
            if claim.state != "submitted":
                claim.age_bucket = False
                continue
            claim.age_bucket = get_age((today - claim.submit_date).days)

    def _search_age_bucket(self, operator, value):
        if operator != "in":
            return NotImplemented
        return get_age_domain(value, fields.Date.context_today(self), ("submitted",))

    def _field_to_sql(self, alias, field_expr, query=None) -> SQL:
        if field_expr != "age_bucket":
            return super()._field_to_sql(alias, field_expr, query)
        return get_age_sql(
            self._field_to_sql(alias, "submit_date", query),
            self._field_to_sql(alias, "state", query),
            fields.Date.context_today(self), ("submitted",),
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_system_fields(vals)
        claims = super().create(vals_list)
        # The checklist stands at once, for those who look for its lines by themselves.
        claims.flush_recordset(["evidence_ids"])
        return claims

    def write(self, vals):
        result = super().write(vals)
        self._check_system_fields(vals)
        return result

    @api.model
    def _check_system_fields(self, vals):
        """Refuse values that only the program itself gives to a claim."""
        if not self.env.su and (names := self._get_system_fields() & vals.keys()):
            raise AccessError(
                self.env._(
                    "Claims: %s is not written by hand, it follows from the steps that are taken.",
                    ", ".join(sorted(names)),
                )
            )

    @api.model
    def _get_system_fields(self) -> set:
        """Names of the fields that only the program itself writes."""
        return {"origin", "reversal_of_id", "source_key", "state"}

    def _prepare_evidence_values(self, requirement):
        """Values of the claim's own line for one of its type's checklist.

        :param requirement: a ``dms.claim.type.evidence``
        :return: a dict for ``create``
        """
        return {
            "requirement_id": requirement.id,
            "name": requirement.name,
            "sequence": requirement.sequence,
        }

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {
            "claimant_id", "company_id", "currency_id", "date_from", "date_to", "description",
            "evidence_ids", "external_reference", "scheme_id", "type_id",
        }

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if self.needs_scheme and not self.scheme_id:
            obstacles.append(
                self.env._("claims of type %s name the scheme they are made under",
                           self.type_id.name)
            )
        if self.scheme_id and not self.scheme_id.is_claimable:
            obstacles.append(
                self.env._("%s is not claimable: its benefit is given on the invoice",
                           self.scheme_id.display_name)
            )
        if self.scheme_id and not self._is_within_scheme():
            obstacles.append(
                self.env._("%s is not in force in the period of the claim: correct the period",
                           self.scheme_id.display_name)
            )
        required = self.type_id.evidence_ids.filtered("is_required")
        provided = self.evidence_ids.filtered("attachment_ids").requirement_id
        obstacles += [
            self.env._("evidence is missing: %s", requirement.name)
            for requirement in required - provided
        ]
        return obstacles

    def _is_within_scheme(self) -> bool:
        """Whether the period of the claim and the dates of its scheme have a day in common."""
        self.ensure_one()
        scheme = self.scheme_id
        last_day = scheme.date_effective_end
        return scheme.date_start <= self.date_to and (not last_day or self.date_from <= last_day)
