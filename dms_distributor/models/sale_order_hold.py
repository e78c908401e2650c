from odoo import api, fields, models

from ..tools.notification import notify
from .sale_order_guard import CheckedOrders


class SaleOrder(models.Model):
    """Orders of the network are confirmed when nothing stands against it, else held."""

    _inherit = "sale.order"

    dms_hold_state = fields.Selection(
        [("none", "Not Held"), ("held", "Held"), ("released", "Released")],
        string="Hold", default="none", required=True, readonly=True, copy=False, tracking=True,
    )
    dms_hold_codes = fields.Char("Codes of the Hold", readonly=True, copy=False)
    dms_hold_reason = fields.Text("Held Because", readonly=True, copy=False)
    dms_hold_date = fields.Datetime("Held Since", readonly=True, copy=False)
    dms_release_ids = fields.One2many(
        "dms.order.release", "order_id", string="Releases", groups="dms_distributor.group_user"
    )

    _dms_held_idx = models.Index("(company_id) WHERE dms_hold_state <> 'none'")

    def action_confirm(self):
        """Confirm the orders against which nothing stands; the others stay quotations, held.

        :return: what core returns, or where orders were held, a notification that names them
        """
        controlled = self.filtered(lambda order: order._is_dms_controlled("draft", "sent"))
        if not controlled:
            return super().action_confirm()
        held = controlled._hold_dms_orders()
        result = True
        if passed := self - held:
            cleared = CheckedOrders(controlled - held)
            result = super(
                SaleOrder, passed.with_context(dms_cleared=cleared)
            ).action_confirm()
        return held._prepare_dms_hold_notification() if held else result

    @api.model
    def _cron_review_dms_holds(self):
        """End the holds of quotations against which nothing stands any more, and say so."""
        orders = self.search(
            [("dms_hold_state", "=", "held"), ("state", "in", ("draft", "sent"))],
            order="dms_hold_date, id",
        )
        for order, reasons in orders._evaluate_dms_holds().items():
            if reasons:
                continue
            order._clear_dms_hold()
            order.message_post(
                body=self.env._("Nothing stands against this order any more: confirm it.")
            )
            partner = order.dms_credit_partner_id
            if user := order.user_id or partner._get_dms_managers()[partner]:
                order.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id,
                    summary=self.env._("Order can be confirmed"),
                )

    def action_dms_request_release(self):
        """Open the request to release a held order, or the one that waits for its decision."""
        self.ensure_one()
        release = self.sudo().dms_release_ids.filtered(
            lambda release: release.state in ("draft", "submitted")
        )[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release of %s", self.name),
            "res_model": "dms.order.release",
            "res_id": release.id,
            "views": [(False, "form")],
            "context": {"default_order_id": self.id},
        }

    def _hold_dms_orders(self):
        """Check these orders inside the confirming transaction, and hold those that fail.

        :return: the orders that are held
        """
        outcome = self._evaluate_dms_orders(self._lock_dms_credit())
        self.env["dms.credit.check"]._record([values for *_others, values in outcome if values])
        held = self.browse()
        for order, reasons, _values in outcome:
            if reasons:
                held |= order
                order._hold_dms(reasons)
            elif order.dms_hold_state == "held":
                order._clear_dms_hold()
        return held

    def _hold_dms(self, reasons):
        """Keep an order as a quotation, and tell whoever looks after its partner.

        :param reasons: as :meth:`_get_dms_hold_reasons` gives for the order
        """
        self.ensure_one()
        order = self.sudo()
        codes = ",".join(code for code, _sentence in reasons)
        text = "\n".join(sentence for _code, sentence in reasons)
        known = order.dms_hold_state == "held" and order.dms_hold_reason == text
        order.write({
            "dms_hold_state": "held",
            "dms_hold_codes": codes,
            "dms_hold_reason": text,
            "dms_hold_date": order.dms_hold_date or fields.Datetime.now(),
        })
        if not known:
            order.message_post(body=self.env._("Held: %s", text))
            order._schedule_dms_hold_activity(text)

    def _schedule_dms_hold_activity(self, text):
        """Ask whoever looks after the partner to decide on the held order."""
        partner = self.dms_credit_partner_id
        manager = partner._get_dms_managers()[partner] or self.user_id
        todo = "mail.mail_activity_data_todo"
        self.activity_unlink([todo], only_automated=True)
        if manager:
            self.activity_schedule(
                todo, user_id=manager.id, summary=self.env._("Order held"), note=text
            )

    def _clear_dms_hold(self, state="none"):
        """End the hold of an order: nothing stands against it any more, or it is released."""
        order = self.sudo()
        order.write({
            "dms_hold_state": state,
            "dms_hold_codes": False,
            "dms_hold_reason": False,
            "dms_hold_date": False,
        })
        order.activity_unlink(["mail.mail_activity_data_todo"], only_automated=True)

    def _release_dms_hold(self, release):
        """Let a held order pass, and confirm it where the release says so."""
        self._clear_dms_hold("released")
        self.message_post(body=self.env._(
            "Released by %(user)s until %(date)s: %(note)s",
            user=self.env.user.name, date=release.date_to, note=release.note or "",
        ))
        if release.confirm_order:
            self.action_confirm()

    def _get_dms_release(self):
        """The release that is in force for the order as it is now; empty when there is none."""
        self.ensure_one()
        if self.dms_hold_state != "released":
            return self.env["dms.order.release"]
        return self.sudo().dms_release_ids.filtered("is_valid")[:1]

    def _prepare_dms_hold_notification(self) -> dict:
        """The client action that tells which orders were held, and why."""
        return notify(
            "\n".join(f"{order.name}: {order.dms_hold_reason}" for order in self),
            "warning", title=self.env._("Held, not confirmed"), sticky=True,
        )
