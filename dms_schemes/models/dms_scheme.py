from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..arithmetic import KINDS, Basis, Calculation, Kind, TermsError

# In force at some time: their dates decide on which days they apply.
BINDING_STATES = ("approved", "running", "stopped", "ended", "superseded")
ALL_CALCULATIONS = [
    Calculation.WHOLE, Calculation.MARGINAL, Calculation.RECURRING, Calculation.FLAT,
    Calculation.PROPORTIONAL,
]
# How a mechanism can be calculated, its usual way first; those that are not named: in all ways.
CALCULATIONS = {
    "target": [Calculation.WHOLE, Calculation.FLAT],
    "growth": [Calculation.WHOLE, Calculation.FLAT],
    "combo": [Calculation.RECURRING, Calculation.FLAT, Calculation.WHOLE],
    "display": [Calculation.FLAT],
    "price_protection": [Calculation.FLAT],
    "ship_debit": [Calculation.FLAT],
}


class DmsScheme(models.Model):
    """A promise of the manufacturer to its network: who buys what, when, and earns how much."""

    _name = "dms.scheme"
    _description = "Trade Scheme"
    _inherit = [
        "dms.scheme.eligibility", "dms.scheme.explanation", "dms.scheme.file.mixin",
        "dms.approval.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    _file_field = "document_ids"

    name = fields.Char(required=True, tracking=True, translate=True)
    code = fields.Char(copy=False, tracking=True, help="Empty: given when the scheme is approved.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_currency_id", store=True,
        readonly=False, precompute=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", tracking=True, index="btree_not_null",
        default=lambda self: self.env.user, domain=[("share", "=", False)],
    )
    color = fields.Integer()
    state = fields.Selection(
        selection_add=[
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("ended", "Ended"),
            ("superseded", "Superseded"),
            ("refused",),
            ("cancelled",),
        ],
        ondelete={
            name: "set default" for name in ("running", "stopped", "ended", "superseded")
        },
    )
    mechanism = fields.Selection(
        [
            ("order", "in one order"),
            ("period", "over a period"),
            ("target", "against a target"),
            ("growth", "as growth over the past"),
            ("combo", "as a combo of products"),
            ("assortment", "as an assortment"),
            ("display", "for a display in the outlet"),
            ("price_protection", "for stock when a price falls"),
            ("ship_debit", "for goods resold at an agreed price"),
        ],
        string="Earned", required=True, default="order", tracking=True, index=True,
        help="In one order: each order is looked at alone.\n"
        "Over a period: what a partner bought in the period is added up.\n"
        "Against a target: what was reached, in per cent of the partner's target.\n"
        "As growth: what was bought more than in a past period, in per cent.\n"
        "As a combo: complete sets of several products.\n"
        "As an assortment: a number of different products, each in some quantity.",
    )
    calculation = fields.Selection(
        [
            (Calculation.WHOLE.value, "the rate of the slab reached, on everything"),
            (Calculation.MARGINAL.value, "each slab's own rate on its own part"),
            (Calculation.RECURRING.value, "again each time a slab is filled"),
            (Calculation.FLAT.value, "once, for the slab reached"),
            (Calculation.PROPORTIONAL.value, "pro rata of the slab reached"),
        ],
        required=True, compute="_compute_calculation", store=True, readonly=False,
        precompute=True, tracking=True,
    )
    available_calculations = fields.Json(compute="_compute_available_calculations")
    basis = fields.Selection(
        [(Basis.QUANTITY.value, "quantity"), (Basis.VALUE.value, "net value")],
        string="Measured by", required=True, default=Basis.QUANTITY.value, tracking=True,
        help="Both net of returns; the value before tax.",
    )
    value_of = fields.Selection(
        [("gross", "before other schemes"), ("net", "after the schemes ranked before it")],
        string="Value Taken", required=True, default="gross", tracking=True,
        help="Which value climbs the slabs.",
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
            (Kind.NET_PRICE.value, "a net price for each unit"),
            (Kind.AMOUNT.value, "an amount"),
            (Kind.GOODS.value, "free goods"),
            (Kind.POINTS.value, "points"),
        ],
        string="Pays", required=True, compute="_compute_benefit_kind", store=True,
        readonly=False, precompute=True, tracking=True,
    )
    available_benefit_kinds = fields.Json(compute="_compute_available_benefit_kinds")
    cap = fields.Float(
        "Counts up to", digits="Product Unit", tracking=True,
        help="What lies beyond this figure earns nothing more. 0: no end.",
    )
    slab_ids = fields.One2many("dms.scheme.slab", "scheme_id", string="Slabs", copy=True)
    payout = fields.Selection(
        [("on_invoice", "on the invoice"), ("off_invoice", "afterwards, by claim or credit note")],
        string="Paid", required=True, compute="_compute_payout", store=True, readonly=False,
        precompute=True, tracking=True,
    )
    priority = fields.Integer(
        "Rank", required=True, default=10, tracking=True,
        help="Schemes are applied from the lowest rank to the highest.",
    )
    stacking = fields.Selection(
        [
            ("additive", "on the full value"),
            ("chained", "on what the schemes before it leave"),
        ],
        string="Taken", required=True, default="additive", tracking=True,
        help="Full value: 100 less 10 % and 5 % is 85. On what is left: 85.50.",
    )
    group_id = fields.Many2one(
        "dms.scheme.group", string="Exclusive Group", tracking=True, index="btree_not_null",
        ondelete="restrict", check_company=True,
        help="Of the schemes of a group the best one pays.",
    )
    excluded_scheme_ids = fields.Many2many(
        "dms.scheme", "dms_scheme_exclusion_rel", "scheme_id", "excluded_id",
        string="Rules out", check_company=True,
        help="Where this scheme is applied, these are not.",
    )
    is_claimable = fields.Boolean(
        "Claimable", default=True, tracking=True,
        help="The distributor advances the benefit and claims it.",
    )
    description = fields.Html("Terms", translate=True)
    document_ids = fields.Many2many(
        "ir.attachment", "dms_scheme_document_rel", string="Documents", copy=False,
        help="Circulars, artwork, forms: what belongs to the scheme.",
    )

    _code_unique = models.UniqueIndex(
        "(company_id, code, version) WHERE code IS NOT NULL", "Another scheme has this code."
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
        "= (benefit_kind IN ('percent', 'per_unit', 'net_price')))",
        "A rate (per cent, amount or price for each unit) needs a calculation on everything or on "
        "each slab's part; an amount, goods or points need one of the others.",
    )
    _per_unit_by_quantity = models.Constraint(
        "CHECK (benefit_kind NOT IN ('per_unit', 'net_price') OR basis = 'quantity')",
        "An amount or a price for each unit needs a quantity: measure the scheme by quantity.",
    )
    _quantity_has_unit = models.Constraint(
        "CHECK (basis <> 'quantity' OR uom_id IS NOT NULL)",
        "A scheme measured by quantity needs the unit in which quantities are added.",
    )
    _in_force_idx = models.Index(
        "(company_id, date_start, date_effective_end)"
        " WHERE state IN ('approved', 'running', 'stopped', 'ended', 'superseded')"
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for scheme in self:
            scheme.currency_id = scheme.company_id.currency_id

    @api.depends("mechanism")
    def _compute_available_calculations(self):
        for scheme in self:
            scheme.available_calculations = CALCULATIONS.get(scheme.mechanism, ALL_CALCULATIONS)

    @api.depends("mechanism")
    def _compute_calculation(self):
        for scheme in self:
            if scheme.calculation not in scheme.available_calculations:
                scheme.calculation = scheme.available_calculations[0]

    @api.depends("mechanism", "calculation", "basis")
    def _compute_available_benefit_kinds(self):
        for scheme in self:
            scheme.available_benefit_kinds = [
                kind.value
                for kind in KINDS[scheme.calculation or Calculation.WHOLE]
                if scheme._is_kind_available(kind)
            ]

    @api.depends("mechanism", "calculation", "basis")
    def _compute_benefit_kind(self):
        for scheme in self:
            kinds = scheme.available_benefit_kinds
            if scheme.benefit_kind not in kinds:
                scheme.benefit_kind = kinds[0]

    @api.depends("mechanism", "beneficiary", "benefit_kind")
    def _compute_payout(self):
        """On the invoice where an order earns by itself, unless someone says otherwise."""
        for scheme in self:
            if not scheme._is_payable_on_invoice():
                scheme.payout = "off_invoice"
            else:
                scheme.payout = scheme.payout or "on_invoice"

    @api.constrains("mechanism", "calculation", "basis", "benefit_kind", "cap", "slab_ids")
    def _check_terms(self):
        for scheme in self.filtered("slab_ids"):
            try:
                scheme._get_terms()
            except TermsError as error:
                raise ValidationError(scheme._get_terms_message(error)) from error

    @api.constrains("benefit_kind", "basis", "free_product_ids")
    def _check_goods(self):
        for scheme in self:
            by_value = scheme.benefit_kind == Kind.GOODS and scheme.basis == Basis.VALUE
            if by_value and not scheme.free_product_ids:
                raise ValidationError(self.env._(
                    "%s gives free goods for a value: say which product is given.", scheme.name
                ))

    @api.constrains("payout", "mechanism", "beneficiary", "benefit_kind")
    def _check_payout(self):
        for scheme in self:
            if scheme.payout == "on_invoice" and not scheme._is_payable_on_invoice():
                raise ValidationError(self.env._(
                    "%s cannot be paid on the invoice, for it is not earned by one order of the "
                    "company: pay it afterwards.", scheme.name,
                ))

    def copy_data(self, default=None):
        default = dict(default or {})
        return [
            {**vals, "name": default.get("name") or self.env._("%s (copy)", scheme.name)}
            for scheme, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def write(self, vals):
        if vals.get("active") is False and {"approved", "running"} & set(self.mapped("state")):
            raise UserError(self.env._("A running scheme cannot be archived: stop it first."))
        return super().write(vals)

    def _is_kind_available(self, kind) -> bool:
        """Whether a scheme of this mechanism and basis can pay a kind of benefit."""
        self.ensure_one()
        if self.mechanism in ("price_protection", "ship_debit"):
            return kind is Kind.AMOUNT
        if self.mechanism == "display":
            return kind in (Kind.AMOUNT, Kind.POINTS)
        if self.basis == Basis.VALUE and kind in (Kind.PER_UNIT, Kind.NET_PRICE):
            return False
        if self.mechanism in ("target", "growth", "combo"):
            return kind not in (Kind.PER_UNIT, Kind.NET_PRICE)
        return self.mechanism != "period" or kind is not Kind.NET_PRICE

    def _is_payable_on_invoice(self) -> bool:
        """Whether an order of the company earns the benefit by itself."""
        self.ensure_one()
        return (
            self.beneficiary == "buyer"
            and self.benefit_kind != Kind.POINTS
            and self.mechanism in ("order", "period", "combo", "assortment")
        )
