from odoo import models
from odoo.tools import format_amount

from .sale_order_scheme import SchemesLater


class SaleOrder(models.Model):
    """What schemes give stands once an order is confirmed, and their budgets are reserved."""

    _inherit = "sale.order"

    def _hold_dms_orders(self):
        """Settle the benefits before the credit is looked at: it sees what is to be paid."""
        self._freeze_dms_schemes()
        held = super()._hold_dms_orders()
        held._thaw_dms_schemes()
        return held

    def write(self, vals):
        frozen = self.filtered("dms_is_scheme_frozen") if "state" in vals else self.browse()
        if vals.get("state") in ("draft", "sent"):
            frozen._thaw_dms_schemes()
        result = super().write(vals)
        if vals.get("state") == "cancel":
            # What is on invoices stays, and a credit note still finds it.
            frozen._settle_dms_reservations()
        return result

    def _freeze_dms_schemes(self):
        """Work the benefits of quotations out a last time, promise them and let them stand.

        What the budget of a scheme has left is looked at under its lock, so that no two orders
        take the last of it; an order that gets less than it was shown says so.
        """
        schemes = self.env["dms.scheme"].sudo()
        for order in self:
            if order.dms_is_scheme_frozen or not order._is_dms_scheme_order():
                continue
            date, partner = order._get_dms_scheme_date(), order.partner_id.commercial_partner_id
            shown = order._get_dms_given_amounts()
            scheme_set = schemes._get_scheme_set(order.company_id, order.currency_id, date)
            party = schemes._prepare_parties(partner)[partner]
            keys = [scheme.key for scheme in scheme_set.find(party, date)]
            budgets = schemes._lock_budgets(keys, partner, order.currency_id, date)
            evaluation = order._get_dms_evaluation(budgets)[order]
            order._apply_dms_evaluation(evaluation)
            order._record_dms_benefits(evaluation)
            order.sudo().with_context(dms_schemes_later=SchemesLater()).write({
                "dms_is_scheme_frozen": True, "dms_scheme_date": date,
            })
            order._settle_dms_reservations()
            order._tell_dms_cuts(shown, evaluation)

    def _thaw_dms_schemes(self):
        """Give up what was promised: the orders are quotations again, or not confirmed after all.
        """
        orders = self.filtered("dms_is_scheme_frozen").sudo()
        if not orders:
            return
        orders._release_dms_reservations()
        orders.dms_scheme_line_ids.unlink()
        orders.with_context(dms_schemes_later=SchemesLater()).write({
            "dms_is_scheme_frozen": False, "dms_scheme_date": False,
        })

    def _record_dms_benefits(self, evaluation):
        """Keep what each scheme gives on each line."""
        order = self.sudo()
        lines = order._get_dms_scheme_lines()
        for line in lines:
            line.dms_confirmed_quantity = line.product_uom_qty
        free = {
            (line.dms_scheme_id.id, line.product_id.id): line
            for line in order.order_line if line._is_dms_free()
        }
        order.dms_scheme_line_ids.unlink()
        self.env["dms.scheme.line"].sudo().create([
            values
            for outcome in evaluation.outcomes.values()
            for values in order._prepare_dms_benefit_values(outcome, lines, free)
        ])

    def _prepare_dms_benefit_values(self, outcome, lines, free) -> list:
        """Values of the ``dms.scheme.line`` of what one scheme gives.

        :param lines: those on which schemes are worked out
        :param free: free line by scheme id and product id
        """
        if not (outcome.amount or outcome.goods_quantity or outcome.points):
            return []
        scheme = outcome.scheme
        values = {
            "order_id": self.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "scheme_id": scheme.key,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "is_on_invoice": scheme.payout == "on_invoice",
        }
        if outcome.amount and outcome.shares:
            budget = outcome.budget_amount / outcome.amount
            return [
                {
                    **values,
                    "order_line_id": lines[key].id,
                    "quantity": lines[key].product_uom_qty,
                    "amount": float(share),
                    "budget_amount": float(share * budget),
                }
                for key, share in outcome.shares.items() if share
            ]
        line = free.get((scheme.key, outcome.goods_product)) or max(
            lines, key=lambda line: line.price_subtotal
        )
        return [{
            **values,
            "order_line_id": line.id,
            "quantity": line.product_uom_qty,
            "amount": float(outcome.amount),
            "product_id": outcome.goods_product if outcome.goods_quantity else False,
            "goods_quantity": line.product_uom_qty if outcome.goods_quantity else 0.0,
            "points": float(outcome.points),
            "budget_amount": float(outcome.budget_amount),
        }]

    # What changed since it was shown

    def _get_dms_given_amounts(self):
        """What schemes took off and gave when the order was last looked at."""
        self.ensure_one()
        return (
            sum(self.order_line.mapped("dms_scheme_amount")),
            sum(line.product_uom_qty for line in self.order_line if line._is_dms_free()),
        )

    def _tell_dms_cuts(self, shown, evaluation):
        """Say which budgets are used up, where an order gets less for it than it showed."""
        money, goods = self._get_dms_given_amounts()
        if self.currency_id.compare_amounts(money, shown[0]) >= 0 and goods >= shown[1]:
            return
        cut = self.env["dms.scheme"].sudo().browse([
            key for key, outcome in evaluation.outcomes.items()
            if outcome.is_cut or outcome.reason == "budget"
        ])
        self.message_post(body=self.env._(
            "Schemes give %(now)s on this order now; %(before)s was shown. The budget of "
            "%(schemes)s is used up.",
            now=format_amount(self.env, money, self.currency_id),
            before=format_amount(self.env, shown[0], self.currency_id),
            schemes=", ".join(cut.mapped("name")),
        ))
