from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from .res_company_order import BACK_ORDER_POLICIES

SOURCES = [
    ("back_office", "Back office"),
    ("portal", "Portal"),
    ("upload", "Uploaded file"),
    ("api", "API"),
]


class SaleOrder(models.Model):
    """Orders of the network's distributors: primary orders."""

    _inherit = "sale.order"

    dms_distributor_id = fields.Many2one(
        "res.partner",
        string="Distributor",
        compute="_compute_dms_distributor_id",
        store=True,
        index="btree_not_null",
    )
    dms_territory_id = fields.Many2one(
        related="dms_distributor_id.dms_territory_id", store=True, index="btree_not_null"
    )
    dms_source = fields.Selection(
        SOURCES, string="Ordered by", default="back_office", required=True, copy=False
    )
    dms_submit_date = fields.Datetime("Submitted on", readonly=True, copy=False)
    dms_back_order_policy = fields.Selection(
        BACK_ORDER_POLICIES,
        string="Back-Orders",
        compute="_compute_dms_back_order_policy",
        store=True,
        readonly=False,
    )
    dms_price_until = fields.Date(
        "Prices Hold Until", compute="_compute_dms_price_until",
        help="Until this day a change of the price list does not touch the prices of this order.",
    )
    dms_cancel_reason = fields.Text("Why It Should Be Cancelled", copy=False)
    dms_cancel_date = fields.Datetime("Cancellation Asked on", readonly=True, copy=False)

    @api.depends("partner_id.commercial_partner_id.dms_role")
    def _compute_dms_distributor_id(self):
        for order in self:
            partner = order.partner_id.commercial_partner_id
            order.dms_distributor_id = partner.dms_role == "distributor" and partner

    @api.depends("dms_distributor_id", "company_id")
    def _compute_dms_back_order_policy(self):
        self._fill_dms_terms("dms_back_order_policy", "back_order_policy")

    @api.depends("order_line.dms_price_until")
    def _compute_dms_price_until(self):
        for order in self:
            dates = order.order_line.filtered("dms_price_until").mapped("dms_price_until")
            order.dms_price_until = min(dates, default=False)

    def write(self, vals):
        if "pricelist_id" in vals:
            changed = self.filtered(lambda order: order.pricelist_id.id != vals["pricelist_id"])
            changed.order_line.filtered("dms_price_until").dms_price_until = False
        return super().write(vals)

    def action_confirm(self):
        primary = self.filtered("dms_distributor_id")
        if primary:
            primary._refresh_dms_prices()
            primary._honour_dms_prices()
            primary._apply_dms_back_order_policy()
        waiting = primary.filtered(lambda order: order.dms_hold_state != "none")
        result = super().action_confirm()
        for order in waiting.filtered(lambda order: order.state == "sale"):
            order._tell_dms_distributor(self.env._("Your order %s is confirmed.", order.name))
        return result

    def action_dms_confirm(self):
        """Confirm orders of the network; managers need no right to stock and invoices for it."""
        self._check_dms_manager()
        return self.sudo().action_confirm()

    def action_dms_cancel(self):
        """Cancel orders of the network, with their deliveries."""
        self._check_dms_manager()
        return self.sudo().action_cancel()

    def action_dms_decline_cancellation(self):
        """Keep orders that their distributors asked to cancel, and tell them."""
        for order in self.filtered("dms_cancel_date"):
            order._tell_dms_distributor(self.env._(
                "We cannot cancel %s any more: it stays as ordered.", order.name
            ))
            order.activity_unlink(["mail.mail_activity_data_todo"], only_automated=True)
            order.dms_cancel_date = False

    def _check_dms_manager(self):
        """Let only managers of the network decide, on its orders only.

        :raise AccessError: for anyone else, or another order
        """
        self.check_access("write")
        if not self.env.user.has_group("dms_distributor.group_manager") or not all(
            order.dms_distributor_id for order in self
        ):
            raise AccessError(self.env._(
                "Only a manager of the Distribution network confirms and cancels its orders."
            ))

    def _fill_dms_terms(self, name, term):
        """Write a term of orders to a field; empty where no distributor orders."""
        for company, orders in self.grouped("company_id").items():
            terms = orders.dms_distributor_id._get_dms_order_terms(company)
            for order in orders:
                of_distributor = terms.get(order.dms_distributor_id)
                order[name] = getattr(of_distributor, term) if of_distributor else False

    def _get_dms_order_terms(self):
        """Terms of the distributors of these orders.

        :return: dict of order → ``OrderTerms``; without orders of others
        """
        terms = {}
        for company, orders in self.filtered("dms_distributor_id").grouped("company_id").items():
            of_partners = orders.dms_distributor_id._get_dms_order_terms(company)
            terms.update({order: of_partners[order.dms_distributor_id] for order in orders})
        return terms

    def _apply_dms_back_order_policy(self):
        """Have the deliveries of orders made at once or as goods are there."""
        for order in self:
            order.picking_policy = "one" if order.dms_back_order_policy == "wait" else "direct"

    # Prices

    def _get_update_prices_lines(self):
        """Prices that are honoured stay, whatever the price list says now."""
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: not line._is_dms_price_honoured())

    def _honour_dms_prices(self):
        """Promise today's prices of the lines that have none promised, for the agreed days."""
        today = fields.Date.context_today(self)
        for order, terms in self._get_dms_order_terms().items():
            if terms.price_honour_days:
                order.order_line.filtered(
                    lambda line: line.product_id and not line.dms_price_until
                ).dms_price_until = today + relativedelta(days=terms.price_honour_days)

    def _refresh_dms_prices(self):
        """Bring prices that are promised no more up to date, and tell the distributor of it.

        :return: dict of line → (old price, new price), of lines whose price has changed
        """
        today = fields.Date.context_today(self)
        changes = {}
        for order in self:
            expired = order.order_line.filtered(
                lambda line: line.dms_price_until and line.dms_price_until < today
                and not line.qty_invoiced
            )
            if not expired:
                continue
            until = min(expired.mapped("dms_price_until"))
            expired.dms_price_until = False
            changed = order._reprice_dms_lines(expired)
            if changed:
                order._tell_dms_prices(changed, until)
                changes.update(changed)
        return changes

    def _reprice_dms_lines(self, lines):
        """Compute the prices of lines anew, as Odoo does.

        :return: dict of line → (old price, new price) after discount, of lines whose price changed
        """
        self.ensure_one()
        old = {line: line._get_discounted_price() for line in lines}
        self._recompute_prices()
        new = {line: line._get_discounted_price() for line in lines}
        return {
            line: (old[line], new[line])
            for line in lines if round(old[line] - new[line], 6)
        }

    def _tell_dms_prices(self, changes, until):
        """Tell a distributor which prices have changed since it ordered.

        :param changes: as of ``_reprice_dms_lines``
        :param until: the day until which the prices were honoured
        """
        self.ensure_one()
        amounts = [
            self.env._(
                "%(product)s: %(old)s → %(new)s per %(unit)s",
                product=line.product_id.display_name,
                old=format_amount(self.env, old, self.currency_id),
                new=format_amount(self.env, new, self.currency_id),
                unit=line.product_uom_id.name,
            )
            for line, (old, new) in changes.items()
        ]
        intro = self.env._(
            "The prices of this order held until %s. Since then the price list has changed:",
            format_date(self.env, until),
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            intro, Markup("").join(Markup("<li>%s</li>") % text for text in amounts)
        )
        self._tell_dms_distributor(body)

    def _tell_dms_distributor(self, body):
        """Write to whoever ordered."""
        self.ensure_one()
        self.message_post(
            body=body, partner_ids=self.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )

    # Holds

    def _get_dms_hold_reasons(self):
        """Orders below the minimum or above the limit for approval wait for a decision."""
        reasons = super()._get_dms_hold_reasons()
        for order, terms in self._get_dms_order_terms().items():
            rate = order.currency_rate or 1.0
            amount = order.amount_untaxed / rate
            currency = order.company_id.currency_id
            if terms.minimum_amount and currency.compare_amounts(amount, terms.minimum_amount) < 0:
                reasons[order].append(("minimum", self.env._(
                    "The order of %(amount)s without taxes is below the minimum of %(minimum)s.",
                    amount=format_amount(self.env, amount, currency),
                    minimum=format_amount(self.env, terms.minimum_amount, currency),
                )))
            limit = terms.approval_amount
            if limit and currency.compare_amounts(amount, limit) > 0:
                reasons[order].append(("approval", self.env._(
                    "An order of more than %(limit)s without taxes is approved first: this one "
                    "is of %(amount)s.",
                    amount=format_amount(self.env, amount, currency),
                    limit=format_amount(self.env, limit, currency),
                )))
        return reasons

    # Cancellation

    def _ask_dms_cancellation(self, reason):
        """Note that a distributor wants an order cancelled, and tell who looks after it.

        :raise UserError: when there is nothing left to cancel
        """
        self.ensure_one()
        if not self._is_dms_cancellable():
            raise UserError(self.env._(
                "%s has been delivered, at least in part, or is cancelled: ask to return the "
                "goods instead.", self.name,
            ))
        self.write({"dms_cancel_reason": reason, "dms_cancel_date": fields.Datetime.now()})
        manager = self.dms_distributor_id._get_dms_managers()[self.dms_distributor_id]
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Cancel %s?", self.name),
            note=reason,
            user_id=(manager or self.user_id or self.env.ref("base.user_admin")).id,
        )

    def _is_dms_cancellable(self) -> bool:
        """Whether a distributor may still ask to cancel the order."""
        self.ensure_one()
        return (
            self.state in ("sent", "sale")
            and not self.dms_cancel_date
            and not any(self.picking_ids.filtered(lambda picking: picking.state == "done"))
        )

    def _action_cancel(self):
        asked = self.filtered("dms_cancel_date")
        result = super()._action_cancel()
        for order in asked:
            order.activity_unlink(["mail.mail_activity_data_todo"], only_automated=True)
            order._tell_dms_distributor(
                self.env._("%s is cancelled, as you asked.", order.name)
            )
        return result
