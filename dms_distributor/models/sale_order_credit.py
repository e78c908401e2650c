from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_amount

from ..credit import decide


class SaleOrder(models.Model):
    """What an order takes of its partner's credit, and what stands against confirming it."""

    _inherit = "sale.order"

    dms_credit_partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        compute="_compute_dms_credit_partner_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        help="Whose credit the order takes up: the company that is invoiced, or where that one is "
        "not of the network, the customer.",
    )

    _dms_credit_idx = models.Index(
        "(dms_credit_partner_id) WHERE state = 'sale' AND invoice_status <> 'invoiced'"
    )

    @api.depends(
        "partner_id.commercial_partner_id.dms_tier_id",
        "partner_id.commercial_partner_id.dms_credit_account_ids",
        "partner_invoice_id.commercial_partner_id.dms_tier_id",
        "partner_invoice_id.commercial_partner_id.dms_credit_account_ids",
    )
    def _compute_dms_credit_partner_id(self):
        for order in self:
            candidates = (
                order.partner_invoice_id.commercial_partner_id
                | order.partner_id.commercial_partner_id
            )
            order.dms_credit_partner_id = candidates.filtered(
                lambda partner: partner.dms_tier_id or partner.dms_credit_account_ids
            )[:1]

    def _is_dms_controlled(self, *states) -> bool:
        """Whether holds apply to an order that is in one of ``states``."""
        self.ensure_one()
        return self.state in states and bool(self.dms_credit_partner_id)

    def _get_dms_hold_reasons(self) -> dict:
        """What stands against confirming these orders, beside the credit of their partners.

        Extended by what else holds an order; :meth:`_evaluate_dms_holds` adds the credit.

        :return: for each order a list of pairs: a code, which never changes, and a sentence in
            the user's language that names the figures
        """
        return {order: [] for order in self}

    def _evaluate_dms_holds(self) -> dict:
        """All that stands against confirming these orders now, in this order.

        Nothing is locked or written: a preview. Credit taken by one order is gone for the next.

        :return: as :meth:`_get_dms_hold_reasons`
        """
        return {order: reasons for order, reasons, _values in self._evaluate_dms_orders({})}

    def _evaluate_dms_orders(self, accounts) -> list:
        """Weigh each order against its partner's credit and whatever else holds it.

        :param accounts: what ``dms.credit.account._lock_accounts`` gave for the company
        :return: the order, what stands against it, and the values of its check or None, by order
        """
        reasons = self._get_dms_hold_reasons()
        outcome = []
        for company, orders in self.grouped(lambda order: order.company_id.root_id).items():
            statements = orders.dms_credit_partner_id._get_dms_credit_statements(company)
            for order in orders:
                partner = order.dms_credit_partner_id
                account_id, concurrent = accounts.get((partner, company), (None, 0.0))
                if concurrent:
                    statements[partner] = replace(
                        statements[partner], concurrent=order._to_dms_money(concurrent)
                    )
                    accounts[partner, company] = (account_id, 0.0)
                statement, amount = statements[partner], order._get_dms_credit_amount()
                found = reasons[order] + [
                    (hold.code, order._describe_dms_hold(hold))
                    for hold in decide(statement, amount)
                ]
                release = order._get_dms_release()
                open_reasons = [
                    reason for reason in found if not (release and release._covers(reason[0]))
                ]
                if not open_reasons:
                    statements[partner] = statement.after(amount)
                result = "held" if open_reasons else "released" if found else "passed"
                values = account_id and self.env["dms.credit.check"]._prepare_check_values(
                    order, account_id, statement, amount, result,
                    "\n".join(sentence for _code, sentence in found),
                )
                outcome.append((order, open_reasons, values))
        return outcome

    def _get_dms_credit_amount(self) -> Decimal:
        """What confirming the order would add to the exposure, in the company's currency.

        What has been paid for it in the portal, and is not booked yet, is taken off.
        """
        self.ensure_one()
        payments = self.sudo().transaction_ids.filtered(
            lambda payment: payment.state in ("authorized", "done") and not payment.payment_id
        )
        amount = self.amount_total - sum(payments.mapped("amount"))
        company = self.company_id
        return self._to_dms_money(self.currency_id._convert(
            amount, company.currency_id, company, fields.Date.context_today(self)
        ))

    def _to_dms_money(self, amount) -> Decimal:
        return Decimal(str(self.company_id.currency_id.round(amount)))

    def _describe_dms_hold(self, hold) -> str:
        """A hold in words, with its figures."""
        currency = self.company_id.currency_id

        def money(amount):
            return format_amount(self.env, float(amount), currency)

        partner, statement = self.sudo().dms_credit_partner_id.display_name, hold.statement
        if hold.code == "credit_dunning":
            return self.env._(
                "%(partner)s has been reminded in vain: %(overdue)s is overdue.",
                partner=partner, overdue=money(statement.overdue),
            )
        if hold.code == "credit_overdue":
            return self.env._(
                "%(partner)s owes %(overdue)s overdue, the oldest for %(days)s days; "
                "%(grace)s days are granted.",
                partner=partner, overdue=money(statement.overdue),
                days=statement.oldest_overdue_days, grace=statement.grace_days,
            )
        return self.env._(
            "The order of %(amount)s exceeds the credit of %(partner)s by %(excess)s: limit "
            "%(limit)s, exposure %(exposure)s, available %(available)s.",
            partner=partner, amount=money(hold.amount), excess=money(hold.excess),
            limit=money(statement.total_limit), exposure=money(statement.exposure),
            available=money(statement.available),
        )

    def _lock_dms_credit(self) -> dict:
        """Lock the credit of the orders' partners until the transaction ends.

        :return: id of the account and concurrently confirmed amount, by partner and company
        """
        accounts = self.env["dms.credit.account"].sudo()
        return {
            (partner, company): account
            for company, orders in self.grouped(lambda order: order.company_id.root_id).items()
            for partner, account in accounts._lock_accounts(
                orders.dms_credit_partner_id, company
            ).items()
        }
