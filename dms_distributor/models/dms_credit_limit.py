from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_amount, format_date


class DmsCreditLimit(models.Model):
    """How much a partner may owe, for good or for a time, as somebody has approved it."""

    _name = "dms.credit.limit"
    _description = "Credit Limit"
    _inherit = ["dms.approval.mixin"]
    _order = "date_from desc, id desc"

    account_id = fields.Many2one(
        "dms.credit.account", readonly=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", index=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True, tracking=True,
        domain="[('parent_id', '=', False), ('company_id', 'in', (company_id, False))]",
    )
    kind = fields.Selection(
        [("permanent", "Permanent"), ("temporary", "Temporary")],
        required=True, default="permanent", tracking=True,
        help="A temporary limit adds to the permanent one between its dates.",
    )
    amount = fields.Monetary("Limit", required=True, tracking=True)
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        "To", tracking=True,
        help="The last day. A permanent limit ends the day before the next one begins.",
    )
    reason = fields.Text("Grounds", help="Why the partner should have this limit.")
    source = fields.Selection(
        [("manual", "By Hand"), ("agreement", "Agreement"), ("proposal", "Proposal")],
        required=True, default="manual", readonly=True,
    )
    is_in_force = fields.Boolean(
        "In Force", compute="_compute_is_in_force", search="_search_is_in_force"
    )
    current_amount = fields.Monetary(
        "Present Limit", compute="_compute_current_amount",
        help="The permanent limit that is in force today.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A credit limit cannot be negative: put 0 for no credit."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A credit limit ends on or after the day it begins."
    )
    _temporary_ends = models.Constraint(
        "CHECK (kind = 'permanent' OR date_to IS NOT NULL)",
        "A temporary limit needs the day on which it ends.",
    )
    # The gist operators of plain identifiers come with the extension made in _auto_init.
    _permanent_overlap = models.Constraint(
        "EXCLUDE USING gist (account_id WITH =, daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (kind = 'permanent' AND state = 'approved')",
        "Two permanent limits of one partner cannot be in force on the same day.",
    )

    def _auto_init(self):
        self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        return super()._auto_init()

    @api.depends_context("tz")
    @api.depends("state", "date_from", "date_to")
    def _compute_is_in_force(self):
        today = fields.Date.context_today(self)
        for limit in self:
            limit.is_in_force = (
                limit.state == "approved"
                and limit.date_from <= today
                and (not limit.date_to or limit.date_to >= today)
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = fields.Domain("state", "=", "approved") & fields.Domain("date_from", "<=", today)
        domain &= fields.Domain("date_to", "=", False) | fields.Domain("date_to", ">=", today)
        return domain if True in value else ~domain

    @api.depends("account_id")
    def _compute_current_amount(self):
        current = dict(self.env["dms.credit.limit"].sudo()._read_group(
            [
                ("account_id", "in", self.account_id.ids),
                ("kind", "=", "permanent"),
                ("is_in_force", "=", True),
            ],
            ["account_id"], ["amount:sum"],
        ))
        for limit in self:
            limit.current_amount = current.get(limit.account_id, 0)

    @api.depends("partner_id", "kind", "date_from")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for limit in self:
            limit.display_name = self.env._(
                "%(partner)s: %(kind)s from %(date)s",
                partner=limit.partner_id.display_name or "",
                kind=kinds.get(limit.kind, ""),
                date=limit.date_from and format_date(self.env, limit.date_from),
            )

    @api.constrains("partner_id")
    def _check_partner(self):
        for limit in self:
            commercial = limit.partner_id.commercial_partner_id
            if commercial != limit.partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s belongs to %(company)s: give the limit to %(company)s.",
                    contact=limit.partner_id.display_name, company=commercial.display_name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        limits = super().create(vals_list)
        limits._link_accounts()
        return limits

    def write(self, vals):
        # Not a locked field: a limit that is followed by another ends.
        if "date_to" in vals and not self.env.su:
            self._check_draft()
        result = super().write(vals)
        if {"partner_id", "company_id"} & vals.keys():
            self._link_accounts()
        return result

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {
            "partner_id", "company_id", "kind", "amount", "date_from", "reason",
        }

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        today = fields.Date.context_today(self)
        if self.date_to and self.date_to < today:
            obstacles.append(self.env._(
                "it has already ended on %s: choose a later day",
                format_date(self.env, self.date_to),
            ))
        if not self.reason and self.source == "manual":
            obstacles.append(self.env._("say on what grounds the partner should have it"))
        return obstacles

    @api.model
    def _get_transitions(self) -> dict:
        return {**super()._get_transitions(), "approved": {"cancelled"}}

    def action_end(self):
        """End limits in force with today; only a manager may."""
        today = fields.Date.context_today(self)
        for limit in self:
            limit._check_manager()
            if not limit.is_in_force:
                raise UserError(self.env._("%s is not in force.", limit.display_name))
            limit.sudo().date_to = max(today, limit.date_from)

    def _decide(self, state, **values):
        if state == "approved":
            self._supersede()
        return super()._decide(state, **values)

    def _after_approve(self):
        result = super()._after_approve()
        self.partner_id.sudo().message_post(body=self.env._(
            "Credit limit (%(kind)s) of %(amount)s approved, from %(date)s.",
            kind=dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            amount=format_amount(self.env, self.amount, self.currency_id),
            date=format_date(self.env, self.date_from),
        ))
        return result

    def _link_accounts(self):
        """Name the account that each limit belongs to, and open it where there is none."""
        accounts = self.env["dms.credit.account"].sudo()
        for company, limits in self.sudo().grouped("company_id").items():
            found = accounts._find_or_create(limits.partner_id, company).grouped("partner_id")
            for limit in limits:
                limit.account_id = found[limit.partner_id.commercial_partner_id]

    def _supersede(self):
        """End the permanent limits that this one follows, so that one is in force at a time."""
        self.ensure_one()
        if self.kind != "permanent":
            return
        others = self.sudo().search([
            ("account_id", "=", self.account_id.id),
            ("kind", "=", "permanent"),
            ("state", "=", "approved"),
            ("id", "!=", self.id),
            "|", ("date_to", "=", False), ("date_to", ">=", self.date_from),
        ])
        for other in others:
            if other.date_from < self.date_from:
                other.date_to = self.date_from - timedelta(days=1)
            else:
                other._move("cancelled")
        self.env.flush_all()

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(self._get_approver_group())):
            raise AccessError(
                self.env._("Only a manager of Distribution can change a limit that is approved.")
            )
