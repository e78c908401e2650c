from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..arithmetic import KINDS, Basis, Calculation, Kind, TermsError


class DmsScheme(models.Model):
    """A promise of the manufacturer to its network: who buys what, when, and earns how much."""

    _name = "dms.scheme"
    _description = "Trade Scheme"
    _inherit = [
        "dms.scheme.eligibility", "dms.scheme.explanation", "mail.thread", "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, tracking=True, translate=True)
    code = fields.Char(copy=False, tracking=True, help="Empty: given when the scheme starts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_currency_id", store=True,
        readonly=False, precompute=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("ended", "Ended"),
        ],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
        group_expand=True,
    )
    calculation = fields.Selection(
        [
            (Calculation.WHOLE.value, "the rate of the slab reached, on everything"),
            (Calculation.MARGINAL.value, "each slab's own rate on its own part"),
            (Calculation.RECURRING.value, "again each time a slab is filled"),
            (Calculation.FLAT.value, "once, for the slab reached"),
            (Calculation.PROPORTIONAL.value, "pro rata of the slab reached"),
        ],
        required=True, default=Calculation.WHOLE.value, tracking=True,
    )
    basis = fields.Selection(
        [(Basis.QUANTITY.value, "quantity"), (Basis.VALUE.value, "net value")],
        string="Measured by", required=True, default=Basis.QUANTITY.value, tracking=True,
        help="Both net of returns; the value before tax.",
    )
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", tracking=True,
        default=lambda self: self.env.ref("uom.product_uom_unit", raise_if_not_found=False),
        help="Every line is converted to this unit before quantities are added.",
    )
    benefit_kind = fields.Selection(
        [
            (Kind.PERCENT.value, "a discount in per cent"),
            (Kind.PER_UNIT.value, "an amount for each unit"),
            (Kind.AMOUNT.value, "an amount"),
            (Kind.GOODS.value, "free goods"),
        ],
        string="Pays", required=True, compute="_compute_benefit_kind", store=True,
        readonly=False, precompute=True, tracking=True,
    )
    available_benefit_kinds = fields.Json(compute="_compute_available_benefit_kinds")
    free_product_id = fields.Many2one(
        "product.product", help="Empty: the product that was bought.", tracking=True
    )
    cap = fields.Float(
        "Counts up to", digits="Product Unit", tracking=True,
        help="What lies beyond this quantity or value earns nothing more. 0: no end.",
    )
    slab_ids = fields.One2many("dms.scheme.slab", "scheme_id", string="Slabs", copy=True)
    date_start = fields.Date(
        "Starts on", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date("Ends on", tracking=True, help="The last day. Empty: until stopped.")
    stopped_on = fields.Date(readonly=True, copy=False)
    is_upcoming = fields.Boolean(compute="_compute_is_upcoming")
    is_claimable = fields.Boolean(
        "Claimable", default=True, tracking=True,
        help="The distributor advances the benefit and claims it.",
    )
    description = fields.Html("Terms", translate=True)

    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "Another scheme has this code."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A scheme cannot end before it starts: correct its dates.",
    )
    _cap_positive = models.Constraint(
        "CHECK (cap >= 0)", "What a scheme counts up to cannot be negative."
    )
    _kind_fits_calculation = models.Constraint(
        "CHECK ((calculation IN ('whole', 'marginal')) "
        "= (benefit_kind IN ('percent', 'per_unit')))",
        "A rate (per cent, amount for each unit) needs a calculation on everything or on each "
        "slab's part; an amount or free goods need one of the others.",
    )
    _per_unit_by_quantity = models.Constraint(
        "CHECK (benefit_kind <> 'per_unit' OR basis = 'quantity')",
        "An amount for each unit needs a quantity: measure the scheme by quantity.",
    )
    _quantity_has_unit = models.Constraint(
        "CHECK (basis <> 'quantity' OR uom_id IS NOT NULL)",
        "A scheme measured by quantity needs the unit in which quantities are added.",
    )
    _goods_for_value_named = models.Constraint(
        "CHECK (benefit_kind <> 'goods' OR basis = 'quantity' OR free_product_id IS NOT NULL)",
        "Free goods for a value: say which product is given.",
    )
    _running_idx = models.Index("(company_id, date_start, date_end) WHERE state = 'running'")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for scheme in self:
            scheme.currency_id = scheme.company_id.currency_id

    @api.depends("calculation", "basis")
    def _compute_available_benefit_kinds(self):
        for scheme in self:
            scheme.available_benefit_kinds = [
                kind.value
                for kind in KINDS.get(scheme.calculation, Kind)
                if scheme.basis == Basis.QUANTITY or kind is not Kind.PER_UNIT
            ]

    @api.depends("calculation", "basis")
    def _compute_benefit_kind(self):
        for scheme in self:
            kinds = scheme.available_benefit_kinds
            if scheme.benefit_kind not in kinds:
                scheme.benefit_kind = kinds[0]

    @api.depends_context("tz")
    @api.depends("state", "date_start")
    def _compute_is_upcoming(self):
        today = fields.Date.context_today(self)
        for scheme in self:
            scheme.is_upcoming = scheme.state == "running" and scheme.date_start > today

    @api.constrains("calculation", "basis", "benefit_kind", "cap", "slab_ids")
    def _check_terms(self):
        for scheme in self.filtered("slab_ids"):
            try:
                scheme._get_terms()
            except TermsError as error:
                raise ValidationError(scheme._get_terms_message(error)) from error

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", scheme.name)}
            for scheme, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def write(self, vals):
        if self._get_locked_fields() & vals.keys():
            for scheme in self:
                if scheme.state != "draft":
                    raise UserError(scheme._get_locked_message())
        if vals.get("active") is False and "running" in self.mapped("state"):
            raise UserError(self.env._("A running scheme cannot be archived: stop it first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for scheme in self:
            if scheme.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has been in force and is kept for the record: archive it once it is "
                        "over.",
                        scheme.display_name,
                    )
                )

    def action_start(self):
        """Put draft schemes into force; from then on their terms stand."""
        for scheme in self:
            scheme._check_ready()
            code = scheme.code or self.env["ir.sequence"].with_company(
                scheme.company_id
            ).next_by_code("dms.scheme")
            scheme.write({"state": "running", "code": code})

    def action_stop(self):
        """Take running schemes out of force today."""
        for scheme in self:
            if scheme.state != "running":
                raise UserError(
                    self.env._("%s is not running: there is nothing to stop.", scheme.display_name)
                )
        self.write({"state": "stopped", "stopped_on": fields.Date.context_today(self)})

    @api.model
    def _cron_end_schemes(self):
        """End running schemes whose last day has passed."""
        today = fields.Date.context_today(self)
        self.search([("state", "=", "running"), ("date_end", "<", today)]).state = "ended"

    @api.model
    def _get_locked_fields(self) -> set:
        """Names of the fields that say what was promised: they stand once a scheme has started."""
        return {
            "benefit_kind", "basis", "calculation", "cap", "category_ids", "channel_ids",
            "company_id", "currency_id", "date_end", "date_start", "free_product_id",
            "is_claimable", "outlet_class_ids", "product_ids", "slab_ids", "territory_ids",
            "tier_ids", "uom_id",
        }

    def _check_ready(self):
        """Refuse to start a scheme that is started, over, incomplete or cannot be counted."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s has been started already.", self.display_name))
        if not self.slab_ids:
            raise UserError(
                self.env._("%s pays nothing yet: add at least one slab.", self.display_name)
            )
        if self.date_end and self.date_end < fields.Date.context_today(self):
            raise UserError(
                self.env._("The last day of %s has passed: correct its dates.", self.display_name)
            )
        if self.basis == Basis.QUANTITY:
            self._check_units()
