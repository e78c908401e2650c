from odoo import api, fields, models


class DmsScheme(models.Model):
    """What a scheme needs to know beside its slabs, by the way it is earned."""

    _inherit = "dms.scheme"

    has_slabs = fields.Boolean(compute="_compute_has_slabs")

    # Free goods
    free_product_ids = fields.Many2many(
        "product.product", "dms_scheme_free_product_rel",
        help="One product, or several of which one is chosen. Empty: the product that was bought.",
    )
    free_uom_id = fields.Many2one(
        "uom.uom", string="Free Unit", tracking=True,
        help="In which free goods are counted. Empty: the unit of the slabs.",
    )
    free_claim_rate = fields.Monetary(
        "Claim Rate", tracking=True,
        help="What a distributor may claim for each free unit it has given. 0: its cost.",
    )

    # Combo and assortment
    combo_ids = fields.One2many("dms.scheme.combo", "scheme_id", copy=True)
    assortment_distinct = fields.Integer(
        "Different Products", default=2, tracking=True,
        help="How many different products the purchase must hold.",
    )
    assortment_each = fields.Float(
        "Of Each", digits="Product Unit", tracking=True,
        help="How much of a product makes it count; in the scheme's unit.",
    )
    assortment_quantity = fields.Float(
        "Quantity in All", digits="Product Unit", tracking=True, help="0: none is asked for."
    )
    assortment_value = fields.Monetary(
        "Value in All", tracking=True, help="Net, without tax. 0: none is asked for."
    )

    # Target and growth
    target_ids = fields.One2many("dms.scheme.target", "scheme_id", string="Targets", copy=True)
    target_count = fields.Integer(compute="_compute_target_count")
    growth_base = fields.Selection(
        [("total", "all that was bought"), ("increase", "the increase alone")],
        string="Paid on", required=True, default="total", tracking=True,
    )
    growth_compare = fields.Selection(
        [("year", "the same days a year before"), ("before", "the period just before")],
        string="Compared with", required=True, default="year", tracking=True,
    )
    growth_new_slab = fields.Integer(
        "Slab of New Partners", default=1, tracking=True,
        help="Which slab, counted from the lowest, pays partners that bought nothing in the past "
        "period. 0: they earn nothing.",
    )

    # Display
    audits_required = fields.Integer(
        default=1, tracking=True, help="How many looks at the display the full fee asks for."
    )
    is_all_or_nothing = fields.Boolean(
        "All or Nothing", tracking=True,
        help="Otherwise the fee is paid by the share of audits passed.",
    )
    photos_required = fields.Integer(
        default=1, tracking=True, help="How many photos each audit needs to pass."
    )
    audit_ids = fields.One2many("dms.scheme.audit", "scheme_id", string="Audits")
    audit_count = fields.Integer(compute="_compute_audit_count")

    # Price protection, ship and debit
    price_ids = fields.One2many("dms.scheme.price", "scheme_id", string="Prices", copy=True)
    is_transit_included = fields.Boolean(
        "With Goods in Transit", default=True, tracking=True,
        help="Goods under way to the distributor on the first day are paid for like its stock.",
    )

    _assortment_figures_positive = models.Constraint(
        "CHECK (assortment_distinct >= 1 AND assortment_each >= 0 AND assortment_quantity >= 0"
        " AND assortment_value >= 0)",
        "An assortment asks for at least one product, and for no negative figure.",
    )
    _display_figures_positive = models.Constraint(
        "CHECK (audits_required >= 1 AND photos_required >= 0)",
        "A display needs at least one audit; the number of photos cannot be negative.",
    )
    _growth_slab_positive = models.Constraint(
        "CHECK (growth_new_slab >= 0)", "The slab of new partners is counted from 1; 0 is none."
    )
    _claim_rate_positive = models.Constraint(
        "CHECK (free_claim_rate >= 0)", "A claim rate cannot be negative."
    )

    @api.depends("mechanism")
    def _compute_has_slabs(self):
        for scheme in self:
            scheme.has_slabs = scheme.mechanism not in ("price_protection", "ship_debit")

    @api.depends("target_ids")
    def _compute_target_count(self):
        counts = dict(
            self.env["dms.scheme.target"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.target_count = counts.get(scheme, 0)

    def _compute_audit_count(self):
        counts = dict(
            self.env["dms.scheme.audit"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.audit_count = counts.get(scheme, 0)

    @api.model
    def _get_locked_fields(self) -> set:
        """Names of the fields that say what was promised: they stand once it was submitted."""
        return super()._get_locked_fields() | {
            "assortment_distinct", "assortment_each", "assortment_quantity", "assortment_value",
            "audits_required", "basis", "benefit_kind", "calculation", "cap", "combo_ids",
            "company_id", "currency_id", "date_end", "date_start", "excluded_scheme_ids",
            "free_claim_rate", "free_product_ids", "free_uom_id", "group_id", "growth_base",
            "growth_compare", "growth_new_slab", "is_all_or_nothing", "is_claimable",
            "is_retroactive", "is_transit_included", "mechanism", "payout",
            "photos_required", "price_ids", "priority", "slab_ids", "stacking", "target_ids",
            "uom_id", "value_of", *self._get_eligibility_fields(),
        }

    def _get_window(self, day):
        """The days over which figures are added up around a day.

        :return: first and last day; the last is None for a scheme without an end
        """
        self.ensure_one()
        last_day = self.date_effective_end or None
        if self.window == "whole":
            return self.date_start, last_day
        start = fields.Date.start_of(day, self.window)
        end = fields.Date.end_of(day, self.window)
        return max(start, self.date_start), min(end, last_day) if last_day else end
