from contextlib import contextmanager
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..credit import decide

# What may make an order a confirmed one, larger, or somebody else's.
GUARDED_FIELDS = {
    "company_id", "currency_id", "fiscal_position_id", "order_line", "partner_id",
    "partner_invoice_id", "pricelist_id", "state",
}


class CheckedOrders:
    """Orders that are checked already. A caller of the API cannot make one: it is no JSON."""

    def __init__(self, orders):
        self.ids = frozenset(orders.ids)


class SaleOrder(models.Model):
    """No confirmed order comes about or grows past the credit, by whatever door."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        confirmed = orders.filtered(lambda order: order._is_dms_controlled("sale"))
        if confirmed:
            confirmed._check_dms_increase(dict.fromkeys(confirmed, 0.0))
        return orders

    def write(self, vals):
        if not GUARDED_FIELDS & vals.keys():
            return super().write(vals)
        guarding = CheckedOrders(self)
        with self._guard_dms_credit():
            return super(SaleOrder, self.with_context(dms_guarding=guarding)).write(vals)

    def _get_dms_context_ids(self, key) -> frozenset:
        """Ids of the orders that a caller further up answers for."""
        orders = self.env.context.get(key)
        return orders.ids if isinstance(orders, CheckedOrders) else frozenset()

    def _filter_dms_guarded(self):
        """Confirmed orders whose growth nobody further up watches."""
        guarding = self._get_dms_context_ids("dms_guarding")
        return self.filtered(
            lambda order: order.id not in guarding and order._is_dms_controlled("sale")
        )

    @contextmanager
    def _guard_dms_credit(self):
        """Refuse what makes confirmed orders larger than their partners' credit.

        Whatever way an order becomes confirmed or grows, by import, by API or by its lines, it
        passes here; what :meth:`action_confirm` has checked is not checked again.
        """
        cleared = self._get_dms_context_ids("dms_cleared")
        before = {
            order: order.amount_total if order._is_dms_controlled("sale") else 0.0
            for order in self
        }
        debtors = {order: order.dms_credit_partner_id for order in self}
        yield
        increased = {}
        for order, amount in before.items():
            if not order._is_dms_controlled("sale") or (order.id in cleared and not amount):
                continue
            amount = amount if order.dms_credit_partner_id == debtors[order] else 0.0
            if order.currency_id.compare_amounts(order.amount_total, amount) > 0:
                increased[order] = amount
        if increased:
            self.browse().union(*increased)._check_dms_increase(increased)

    def _check_dms_increase(self, before):
        """Refuse orders that are confirmed and exceed what stands against them.

        :param before: the total that counted as confirmed already, by order
        :raise UserError: with what stands against the first such order
        """
        locked = self._lock_dms_credit()
        checks = []
        for order in self:
            partner, company = order.dms_credit_partner_id, order.company_id.root_id
            statement = partner._get_dms_credit_statements(company)[partner]
            account_id, concurrent = locked.get((partner, company), (None, 0.0))
            amount = order._to_dms_money(order.currency_id._convert(
                order.amount_total - before[order], company.currency_id, company,
                fields.Date.context_today(self),
            ))
            statement = replace(
                statement.after(-amount), concurrent=order._to_dms_money(concurrent)
            )
            reasons = [
                (hold.code, order._describe_dms_hold(hold)) for hold in decide(statement, amount)
            ]
            if not before[order]:
                reasons = order._get_dms_hold_reasons()[order] + reasons
            release = order._get_dms_release()
            against = [s for code, s in reasons if not (release and release._covers(code))]
            if against:
                raise UserError(self.env._(
                    "%(order)s cannot be confirmed or made larger:\n%(reasons)s\nConfirm it "
                    "to have it held and ask for its release, or order less.",
                    order=order.name, reasons="\n".join(against),
                ))
            if account_id:
                checks.append(self.env["dms.credit.check"]._prepare_check_values(
                    order, account_id, statement, amount, "released" if reasons else "passed",
                    "\n".join(sentence for _code, sentence in reasons),
                ))
        self.env["dms.credit.check"]._record(checks)
