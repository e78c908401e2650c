from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsSettlement(models.Model):
    """What both sides settle before the relation with a partner ends."""

    _name = "dms.settlement"
    _description = "Settlement"
    _inherit = ["dms.numbered.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one(related="partner_id.dms_tier_id")
    territory_id = fields.Many2one(related="partner_id.dms_territory_id")
    partner_state = fields.Selection(related="partner_id.dms_state")
    state = fields.Selection(
        [("open", "Open"), ("done", "Completed"), ("cancelled", "Cancelled")],
        required=True, readonly=True, default="open", copy=False, tracking=True,
        index=True, group_expand=True,
    )
    reason = fields.Text(required=True)
    date_end = fields.Date(
        string="Ends on", required=True, default=fields.Date.context_today, tracking=True,
        help="The last day of the relation: it is not completed before.",
    )
    done_date = fields.Date(string="Completed on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain=[("share", "=", False)], tracking=True,
        default=lambda self: self.env.user,
    )
    item_ids = fields.One2many("dms.settlement.item", "settlement_id", string="Checklist")
    open_count = fields.Integer(string="To Settle", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Share of required items settled.")
    # A done settlement ends its partner once: taken back, it needs another one.
    is_applied = fields.Boolean(readonly=True, copy=False)

    _open_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'",
        "This partner is being settled already: complete or cancel that settlement first.",
    )

    @api.depends("item_ids.state", "item_ids.is_required")
    def _compute_counts(self):
        for settlement in self:
            required = settlement.item_ids.filtered("is_required")
            settled = required.filtered(lambda item: item.state != "open")
            settlement.open_count = len(required) - len(settled)
            settlement.progress = 100.0 * len(settled) / len(required) if required else 100.0

    @api.model_create_multi
    def create(self, vals_list):
        settlements = super().create(vals_list)
        for settlement in settlements.filtered(lambda record: not record.item_ids):
            settlement.item_ids = [
                fields.Command.create(settlement._prepare_item_values(template))
                for template in settlement._get_templates()
            ]
        settlements.item_ids._settle_clear_ones()
        for settlement in settlements.filtered("user_id"):
            settlement.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=settlement.date_end,
                user_id=settlement.user_id.id,
                summary=self.env._("Settle with %s", settlement.partner_id.name),
            )
        return settlements

    def write(self, vals):
        if {"state", "done_date", "is_applied"} & vals.keys() and not self.env.su:
            raise AccessError(self.env._("A settlement is completed and given up by its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        for settlement in self:
            if settlement.state == "done":
                raise UserError(self.env._(
                    "%(settlement)s ended %(partner)s and stays as its proof.",
                    settlement=settlement.name, partner=settlement.partner_id.display_name,
                ))

    def action_refresh(self):
        """Tick what has become settled by itself."""
        self.item_ids._settle_clear_ones()

    def action_complete(self):
        """End the partners, when every required item is done or waived."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for settlement in self:
            settlement._check_complete(today)
            settlement.sudo().write({"state": "done", "done_date": today})
            settlement.partner_id.with_context(dms_lifecycle_reason=settlement.reason).write(
                {"dms_state": "ended"}
            )
            settlement.sudo().is_applied = True
            settlement.activity_unlink(["mail.mail_activity_data_todo"])

    def action_cancel(self):
        """Give the end up: the partner stays as it is, and can be taken back."""
        for settlement in self:
            if settlement.state == "done":
                raise UserError(self.env._(
                    "%s has been completed: reactivate the partner instead.", settlement.name
                ))
        self.check_access("write")
        self.sudo().write({"state": "cancelled"})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _get_templates(self):
        """What goes on the checklist of this partner.

        :return: ``dms.settlement.template`` records that fit its tier and company
        """
        self.ensure_one()
        return self.env["dms.settlement.template"].search([
            ("company_id", "in", (False, *self.company_id.parent_ids.ids)),
            "|", ("tier_ids", "=", False), ("tier_ids", "in", self.partner_id.dms_tier_id.ids),
        ])

    def _prepare_item_values(self, template):
        """Values of the item of the checklist that a template makes."""
        return {
            "name": template.name,
            "sequence": template.sequence,
            "kind": template.kind,
            "is_required": template.is_required,
            "instructions": template.instructions,
        }

    def _check_complete(self, today):
        """Refuse to complete what is not open, not due, or not settled.

        :raise UserError: naming what stands against it
        """
        self.ensure_one()
        if self.state != "open":
            raise UserError(self.env._("%s is not open any more.", self.name))
        if self.date_end > today:
            raise UserError(self.env._(
                "%(settlement)s ends on %(date)s: complete it on that day, or choose an earlier "
                "one.",
                settlement=self.name, date=fields.Date.to_string(self.date_end),
            ))
        self.action_refresh()
        missing = self.item_ids.filtered(
            lambda item: item.is_required and (item.state == "open" or item._is_reopened())
        )
        if missing:
            raise UserError(self.env._(
                "%(partner)s cannot be ended yet. Settle these items first, or let an "
                "administrator waive them:\n%(items)s",
                partner=self.partner_id.display_name,
                items="\n".join(
                    f"- {item.name}{f': {item.figure}' if item.figure else ''}" for item in missing
                ),
            ))
