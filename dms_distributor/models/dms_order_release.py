from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date


class DmsOrderRelease(models.Model):
    """Somebody's word that a held order may be confirmed all the same."""

    _name = "dms.order.release"
    _description = "Release of an Order"
    _inherit = ["dms.approval.mixin"]
    _rec_name = "order_id"
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, ondelete="cascade", index=True, check_company=True,
        domain="[('state', 'in', ('draft', 'sent')), ('dms_hold_state', '=', 'held')]",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="order_id.dms_credit_partner_id", store=True, index=True, string="Debtor"
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_from_order", store=True, precompute=True
    )
    amount = fields.Monetary(
        compute="_compute_from_order", store=True, precompute=True, tracking=True,
        help="Of the order when the release was asked for. A larger order needs another release.",
    )
    reason_codes = fields.Char(compute="_compute_from_order", store=True, precompute=True)
    hold_reason = fields.Text(
        "Held Because", compute="_compute_from_order", store=True, precompute=True
    )
    note = fields.Text("Grounds", help="Why the order should be delivered all the same.")
    date_to = fields.Date(
        "Valid Until", required=True, tracking=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(
            days=self.env.company.dms_release_days
        ),
    )
    confirm_order = fields.Boolean(
        "Confirm at Once", default=True, help="Confirm the order as soon as it is released."
    )
    user_id = fields.Many2one(
        "res.users", "Requested by", default=lambda self: self.env.user, readonly=True,
        ondelete="set null",
    )
    is_valid = fields.Boolean("In Force", compute="_compute_is_valid", compute_sudo=True)

    dms_credit_panel = fields.Json("Credit Panel", related="order_id.dms_credit_panel")

    # An order waits for one decision at a time.
    _open_unique = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'submitted')",
        "A release of this order has already been asked for: decide on that one first.",
    )

    @api.depends("order_id")
    def _compute_from_order(self):
        """The order as it is when the release is asked for; later changes are not followed."""
        for release in self:
            release.update(release._prepare_order_values())

    @api.depends_context("tz")
    @api.depends("state", "date_to", "amount", "currency_id", "order_id.amount_total",
                 "order_id.currency_id")
    def _compute_is_valid(self):
        today = fields.Date.context_today(self)
        for release in self:
            release.is_valid = (
                release.state == "approved"
                and release.date_to >= today
                and release.currency_id == release.order_id.currency_id
                and release.currency_id.compare_amounts(
                    release.order_id.amount_total, release.amount
                ) <= 0
            )

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {
            "order_id", "note", "date_to", "confirm_order", "amount", "currency_id",
            "reason_codes", "hold_reason",
        }

    def _prepare_order_values(self) -> dict:
        """What of the order the release is about."""
        order = self.order_id.sudo()
        return {
            "currency_id": order.currency_id.id,
            "amount": order.amount_total,
            "reason_codes": order.dms_hold_codes,
            "hold_reason": order.dms_hold_reason,
        }

    def _prepare_submit_values(self) -> dict:
        # What is decided on is the order, not what somebody may have written meanwhile.
        return {**super()._prepare_submit_values(), **self._prepare_order_values()}

    @api.model
    def _get_transitions(self) -> dict:
        return {**super()._get_transitions(), "approved": {"cancelled"}}

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        order = self.order_id.sudo()
        if order.state not in ("draft", "sent"):
            obstacles.append(self.env._("order %s is no quotation any more", order.name))
        elif order.dms_hold_state != "held":
            obstacles.append(self.env._("order %s is not held: confirm it", order.name))
        if not self.note:
            obstacles.append(
                self.env._("say on what grounds the order should be delivered all the same")
            )
        if self.date_to < fields.Date.context_today(self):
            obstacles.append(self.env._(
                "it would end on %s: choose a later day", format_date(self.env, self.date_to)
            ))
        return obstacles

    def _after_approve(self):
        result = super()._after_approve()
        order = self.order_id.sudo()
        if not self.is_valid:
            raise UserError(self.env._(
                "%(order)s is now %(amount)s and was %(before)s when the release was asked for: "
                "refuse it and ask again.",
                order=order.name,
                amount=format_amount(self.env, order.amount_total, order.currency_id),
                before=format_amount(self.env, self.amount, self.currency_id),
            ))
        order._release_dms_hold(self)
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        self.order_id.sudo().message_post(body=self.env._(
            "The release was refused: %s", self.decision_reason
        ))
        return result

    def action_open_dms_credit(self, key):
        """Open the records behind one line of the credit panel."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.with_company(self.company_id).action_open_dms_credit(key)

    def _covers(self, code) -> bool:
        """Whether this release answers a reason for a hold.

        :param code: of ``sale.order._get_dms_hold_reasons``
        """
        self.ensure_one()
        return code in (self.reason_codes or "").split(",")
