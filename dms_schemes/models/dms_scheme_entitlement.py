from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsSchemeEntitlement(models.Model):
    """What one partner has earned under a scheme over one window, from the sales reported, or from
    its stock when a price fell.

    Rows follow the sales and the stock: they are written by set-based statements only.
    """

    _name = "dms.scheme.entitlement"
    _description = "Entitlement under a Scheme"
    _log_access = False
    _rec_name = "scheme_id"
    _order = "date_from desc, scheme_id, earned desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    scheme_id = fields.Many2one("dms.scheme", required=True, readonly=True, ondelete="cascade")
    mechanism = fields.Selection(related="scheme_id.mechanism", string="Mechanism")
    benefit_kind = fields.Selection(related="scheme_id.benefit_kind")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade",
        help="Who sold the goods and advances what is earned.",
    )
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    partner_id = fields.Many2one(
        "res.partner", "Earned by", required=True, readonly=True, ondelete="cascade", index=True
    )
    channel_id = fields.Many2one(related="partner_id.dms_channel_id")
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("Until", readonly=True, help="Empty: until the scheme is stopped.")
    quantity = fields.Float(
        digits="Product Unit", readonly=True, aggregator=None,
        help="Sold less returns, or protected in stock; in the scheme's unit.",
    )
    value = fields.Monetary(
        "Net Value", readonly=True,
        help="Sold less returns, before tax; of protected stock at the old price.",
    )
    previous_value = fields.Monetary(
        "Value Before", readonly=True, help="Of the days with which growth is compared."
    )
    target = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    figure = fields.Float(
        "Counts", digits="Product Unit", readonly=True, aggregator=None,
        help="What climbs the slabs: quantity, value, or a percentage.",
    )
    line_count = fields.Integer(
        "Sales", readonly=True, help="Invoice lines that count; of protected stock, products."
    )
    slab = fields.Integer(readonly=True, aggregator=None, help="The slab reached; 0: none yet.")
    next_slab = fields.Integer("Slab to Come", readonly=True, aggregator=None)
    missing = fields.Float(
        "To Next Slab", digits="Product Unit", readonly=True, aggregator=None,
        help="How much more reaches the next slab.",
    )
    progress = fields.Float(
        readonly=True, digits=(16, 2), aggregator="avg",
        help="Per cent of what the next slab asks for.",
    )
    earned = fields.Float(
        "Earned in All", digits="Product Unit", readonly=True, aggregator=None,
        help="Money, pieces of free goods, or points.",
    )
    granted = fields.Float(
        "Granted in All", digits="Product Unit", readonly=True, aggregator=None
    )
    due = fields.Float(
        "Due in All", digits="Product Unit", readonly=True, aggregator=None,
        help="Earned less granted; below zero where returns take back what was granted.",
    )
    # What free goods cost us is no business of those who get them.
    earned_value = fields.Monetary(
        "Earned", readonly=True, groups="dms_distributor.group_user", help="Free goods at cost."
    )
    granted_value = fields.Monetary(
        "Granted", readonly=True, groups="dms_distributor.group_user"
    )
    due_value = fields.Monetary(
        "Due", readonly=True, groups="dms_distributor.group_user",
        help="Below zero: returns have taken back what was granted.",
    )
    changed_on = fields.Datetime("Changed on", readonly=True)
    is_closed = fields.Boolean("Over", compute="_compute_is_closed", search="_search_is_closed")
    earned_text = fields.Char("Benefit", compute="_compute_texts")
    due_text = fields.Char("Benefit Due", compute="_compute_texts")
    missing_text = fields.Char("Up Next", compute="_compute_texts")

    _key_unique = models.UniqueIndex(
        "(scheme_id, distributor_id, partner_id, date_from)",
        "What a partner earns under a scheme over one window is one row.",
    )
    _distributor_idx = models.Index("(distributor_id, scheme_id)")
    _due_idx = models.Index("(company_id, date_to) WHERE due <> 0")

    @api.depends("scheme_id.name", "partner_id.name", "date_from")
    def _compute_display_name(self):
        for entitlement in self.sudo():
            entitlement.display_name = (
                f"{entitlement.scheme_id.name}, {entitlement.partner_id.name}"
            )

    @api.depends_context("tz")
    @api.depends("date_to")
    def _compute_is_closed(self):
        today = fields.Date.context_today(self)
        for entitlement in self:
            entitlement.is_closed = bool(entitlement.date_to) and entitlement.date_to < today

    def _search_is_closed(self, operator, value):
        if operator != "in":
            return NotImplemented
        over = [("date_to", "<", fields.Date.context_today(self))]
        return over if True in value else ["!", *over]

    @api.depends_context("lang")
    @api.depends("earned", "due", "missing", "next_slab")
    def _compute_texts(self):
        for entitlement in self:
            scheme = entitlement.sudo().scheme_id
            entitlement.earned_text = scheme._word_benefit(entitlement.earned)
            entitlement.due_text = scheme._word_benefit(entitlement.due)
            entitlement.missing_text = entitlement._word_missing()

    def _word_missing(self):
        """What is missing to the next slab, in words; nothing at the highest."""
        self.ensure_one()
        scheme = self.sudo().scheme_id
        slabs = scheme.slab_ids.sorted("threshold")
        if self.missing <= 0 or not 0 < self.next_slab <= len(slabs):
            return False
        rate = scheme._word_rate(slabs[self.next_slab - 1].rate)
        if scheme.mechanism in ("target", "growth", "display"):
            return self.env._(
                "%(points)s points more: %(rate)s",
                points=scheme._word_number(round(self.missing, 2)), rate=rate,
            )
        return self.env._(
            "%(missing)s more: %(rate)s", missing=scheme._word_figure(self.missing), rate=rate
        )

    def action_open_sales(self):
        """Open the sales that are counted here."""
        self.ensure_one()
        scheme = self.scheme_id.sudo()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("distributor_id", "=", self.distributor_id.id),
            ("date", ">=", self.date_from),
            ("product_id", "any", list(scheme._get_counted_product_domain())),
        ]
        if self.date_to:
            domain.append(("date", "<=", self.date_to))
        if scheme.beneficiary == "outlet":
            domain.append(("outlet_id", "=", self.partner_id.id))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_secondary_sale"
            ),
            "name": self.display_name,
            "domain": domain,
            "context": {"create": False},
        }

    def action_open_grants(self):
        """Open what was granted of this."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_grant"),
            "domain": [("reservation", "=", self._get_reservation())],
            "context": {},
        }

    def action_grant(self):
        """Grant what is due now, whether or not the window is over."""
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(self.env._("Only a manager of Distribution grants what is due."))
        granted = self.filtered("due")._grant()
        if not granted:
            raise UserError(self.env._("Nothing is due on what you have chosen."))

    def _get_reservation(self) -> str:
        """The key under which grants of this row stand in the ledger."""
        self.ensure_one()
        return f"entitlement:{self.id}"
