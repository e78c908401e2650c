from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..credit import CreditStatement
from ..tools.credit_sql import limit_query, receivable_query, uninvoiced_query


class ResPartner(models.Model):
    """A partner's credit with the company."""

    _inherit = "res.partner"

    dms_credit_account_ids = fields.One2many(
        "dms.credit.account", "partner_id", string="Credit Accounts"
    )
    dms_credit_limit_ids = fields.One2many(
        "dms.credit.limit", "partner_id", string="Credit Limits"
    )

    @api.model
    def _get_dms_credit_models(self) -> dict:
        """What credit statements are read from, to be written to the database beforehand.

        :return: names of fields by model
        """
        return {
            "account.move": ["amount_residual_signed", "commercial_partner_id", "payment_state",
                             "state"],
            "account.move.line": ["account_id", "amount_residual", "date", "date_maturity",
                                  "parent_state", "partner_id", "reconciled"],
            "account.payment": ["amount_company_currency_signed", "move_id", "partner_id",
                                "partner_type", "state"],
            "dms.credit.account": None,
            "dms.credit.limit": ["account_id", "amount", "date_from", "date_to", "kind", "state"],
            "dms.dunning": ["company_id", "is_holding", "partner_id", "state"],
            "res.partner": ["commercial_partner_id"],
            "sale.order": ["amount_total", "amount_untaxed", "currency_id", "delivery_status",
                           "dms_credit_partner_id", "invoice_status", "state"],
            "sale.order.line": ["is_downpayment", "order_id", "price_subtotal", "price_total",
                                "product_id", "product_uom_qty", "qty_delivered",
                                "untaxed_amount_invoiced"],
        }

    def _get_dms_credit_statements(self, company=None, disputed=None) -> dict:
        """The credit of these partners with a company: limits, what they owe, what is overdue.

        All figures are the commercial partner's, of all its contacts, in the company's currency;
        branches of the company count with it. Four queries, whatever the number of partners.

        :param company: the company that gives the credit, by default the current one
        :param disputed: what of entries is not to count as overdue, in the company's currency, by
            their ids
        :return: a :class:`CreditStatement` by partner
        """
        root = (company or self.env.company).root_id
        currency, today = root.currency_id, fields.Date.context_today(self)
        holders = self.sudo().commercial_partner_id
        for model, names in self._get_dms_credit_models().items():
            self.env[model].flush_model(names)

        def money(amount):
            return Decimal(str(currency.round(amount)))

        figures = defaultdict(dict)
        if root.dms_credit_without_limit == "none":
            for holder in holders.filtered("dms_tier_id"):
                figures[holder.id]["limit"] = Decimal(0)
        execute = self.env.execute_query
        for partner, grace, limit, temporary, is_dunned in execute(
            limit_query(holders.ids, root, today)
        ):
            figures[partner].update(
                grace_days=grace, temporary=money(temporary), is_dunned=is_dunned
            )
            if limit is not None:
                figures[partner]["limit"] = money(limit)
        for partner, receivable, unallocated, overdue, oldest in execute(
            receivable_query(holders.ids, root, today, disputed)
        ):
            figures[partner].update(
                receivable=money(receivable), unallocated=money(unallocated),
                overdue=money(overdue), oldest_overdue_days=oldest and (today - oldest).days or 0,
            )
        uninvoiced = defaultdict(float)
        for partner, currency_id, amount in execute(uninvoiced_query(holders.ids, root)):
            other = self.env["res.currency"].browse(currency_id)
            uninvoiced[partner] += other._convert(amount, currency, root, today)
        return {
            partner: CreditStatement(**{
                "grace_days": root.dms_credit_grace_days,
                "uninvoiced": money(uninvoiced[partner.commercial_partner_id.id]),
                **figures[partner.commercial_partner_id.id],
            })
            for partner in self
        }
