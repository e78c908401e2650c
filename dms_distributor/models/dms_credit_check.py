from odoo import api, fields, models

from .dms_credit_account import OWN_CHECKS


class DmsCreditCheck(models.Model):
    """One check of an order against its partner's credit, with the figures of that moment.

    Rows are only added: they tell why an order passed or not, and let confirmations that run at
    the same time know of each other.
    """

    _name = "dms.credit.check"
    _description = "Credit Check"
    _rec_name = "order_id"
    _order = "id desc"

    account_id = fields.Many2one(
        "dms.credit.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="set null", index="btree_not_null"
    )
    result = fields.Selection(
        [("passed", "Passed"), ("released", "Released"), ("held", "Held")],
        required=True, readonly=True,
    )
    amount = fields.Monetary(
        "Added", readonly=True, help="What the order, or its increase, adds to the exposure."
    )
    limit_amount = fields.Monetary("Limit", readonly=True)
    temporary = fields.Monetary("Temporary Limits", readonly=True)
    receivable = fields.Monetary(readonly=True)
    uninvoiced = fields.Monetary(
        "Orders to Invoice", readonly=True, help="Confirmed before this order, without it."
    )
    unallocated = fields.Monetary("Unallocated Payments", readonly=True)
    exposure = fields.Monetary("Exposure Before", readonly=True)
    available = fields.Monetary("Available After", readonly=True)
    overdue = fields.Monetary(readonly=True)
    oldest_overdue_days = fields.Integer("Oldest Overdue", readonly=True)
    reasons = fields.Text(readonly=True)

    _account_idx = models.Index("(account_id, id)")

    @api.model
    def _record(self, checks: list):
        """Keep checks, and remember that they are this transaction's own.

        :param checks: values of :meth:`_prepare_check_values`
        """
        records = self.sudo().create(checks)
        self.env.cr.postcommit.data.setdefault(OWN_CHECKS, set()).update(records.ids)
        return records

    @api.model
    def _prepare_check_values(self, order, account_id, statement, amount, result, reasons) -> dict:
        """Values of the check of one order.

        :param statement: the credit without the order
        :param amount: what the order adds, in the company's currency
        """
        after = statement.after(amount)
        return {
            "account_id": account_id,
            "company_id": order.company_id.root_id.id,
            "partner_id": order.dms_credit_partner_id.id,
            "order_id": order.id,
            "result": result,
            "amount": float(amount),
            "limit_amount": float(statement.limit or 0),
            "temporary": float(statement.temporary),
            "receivable": float(statement.receivable),
            "uninvoiced": float(statement.uninvoiced + statement.concurrent),
            "unallocated": float(statement.unallocated),
            "exposure": float(statement.exposure),
            "available": float(after.available or 0),
            "overdue": float(statement.overdue),
            "oldest_overdue_days": statement.oldest_overdue_days,
            "reasons": reasons,
        }
