from odoo import api, models
from odoo.tools import SQL

from ..tools.credit_sql import limit_query
from ..tools.kpi_period import Computation

# What each distributor owes by its posted entries on the last day of the period.
RECEIVABLE = """
        SELECT partner.commercial_partner_id AS distributor_id, SUM(item.balance) AS amount
          FROM account_move_line item
          JOIN account_account account ON account.id = item.account_id
                                      AND account.account_type = 'asset_receivable'
          JOIN res_partner partner ON partner.id = item.partner_id
          JOIN res_partner buyer ON buyer.id = partner.commercial_partner_id
                                AND buyer.dms_role = 'distributor'
         WHERE item.parent_state = 'posted' AND item.company_id = %(company)s
           AND item.date <= %(until)s
      GROUP BY partner.commercial_partner_id"""
# Receivable on the last day of the period, times its days, over what was sold on credit in it.
DSO = f"""
    WITH receivable AS ({RECEIVABLE}), sold AS (
        SELECT partner.commercial_partner_id AS distributor_id, SUM(move.amount_total_signed)
               AS amount
          FROM account_move move
          JOIN res_partner partner ON partner.id = move.partner_id
         WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.company_id = %(company)s
           AND move.invoice_date BETWEEN %(first)s AND %(until)s
           AND (move.move_type = 'out_refund' OR move.invoice_date_due > move.invoice_date)
      GROUP BY partner.commercial_partner_id)
    SELECT receivable.distributor_id, receivable.amount * %(days)s, sold.amount
      FROM receivable JOIN sold USING (distributor_id)"""
# An order is paid when all its posted invoices are; the day is that of the last payment.
ORDER_TO_CASH = """
    WITH invoice AS (
        SELECT DISTINCT line.order_id, item.move_id
          FROM sale_order_line line
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line item ON item.id = rel.invoice_line_id
         WHERE line.company_id = %(company)s), paid AS (
        SELECT buyer.id AS distributor_id, sale.id AS order_id,
               (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS ordered,
               MAX(matched.day) AS day
          FROM sale_order sale
          JOIN res_partner contact ON contact.id = sale.partner_id
          JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                                AND buyer.dms_role = 'distributor'
          JOIN invoice ON invoice.order_id = sale.id
          JOIN account_move move ON move.id = invoice.move_id AND move.state = 'posted'
                                AND move.move_type = 'out_invoice'
     LEFT JOIN LATERAL (
               SELECT MAX(partial.max_date) AS day
                 FROM account_move_line item
                 JOIN account_partial_reconcile partial ON partial.debit_move_id = item.id
                WHERE item.move_id = move.id) matched ON TRUE
         WHERE sale.company_id = %(company)s AND sale.state = 'sale'
           AND sale.invoice_status = 'invoiced'
      GROUP BY buyer.id, sale.id
        HAVING BOOL_AND(move.payment_state IN ('paid', 'in_payment'))), counted AS (
        SELECT distributor_id, GREATEST(day - ordered, 0) AS days, COUNT(*) AS records
          FROM paid WHERE day BETWEEN %(first)s AND %(until)s
      GROUP BY distributor_id, GREATEST(day - ordered, 0))
    SELECT distributor_id, SUM(days * records), SUM(records), jsonb_object_agg(days, records)
      FROM counted GROUP BY distributor_id"""


class DmsKpi(models.Model):
    """How distributors pay."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        return super()._get_kpi_computations() | {
            "credit_utilisation": Computation(
                "_compute_kpi_credit_utilisation", "_get_kpi_receivables"
            ),
            "dso": Computation("_compute_kpi_dso", "_get_kpi_receivables"),
            "order_to_cash": Computation("_compute_kpi_order_to_cash", "_get_kpi_invoices"),
            "order_to_cash_p90": Computation("_compute_kpi_order_to_cash", "_get_kpi_invoices"),
        }

    @api.model
    def _compute_kpi_credit_utilisation(self, period):
        """Today all that counts against the limit, orders too. On a past day what was owed by the
        books: which orders were not invoiced then is not known any more."""
        company = self.env["res.company"].browse(period.company_id).root_id
        distributors = self.env["res.partner"].with_context(active_test=False).search(
            [("dms_role", "=", "distributor"), ("company_id", "in", [False, company.id])]
        )
        if period.is_running:
            statements = distributors._get_dms_credit_statements(company)
            rows = [
                (partner.id, float(statement.exposure), float(limit))
                for partner, statement in statements.items()
                if (limit := (statement.limit or 0) + (statement.temporary or 0)) > 0
            ]
        else:
            limits = self.env.execute_query(limit_query(distributors.ids, company, period.until))
            owed = dict(self.env.execute_query(
                SQL(RECEIVABLE, company=company.id, until=period.until)
            ))
            rows = [
                (partner_id, float(owed.get(partner_id, 0)), float((limit or 0) + temporary))
                for partner_id, _grace, limit, temporary, _is_dunned in limits
                if (limit or 0) + temporary > 0
            ]
        return self._make_figures(rows)

    @api.model
    def _compute_kpi_dso(self, period):
        return self._run_kpi(DSO, period, days=period.days)

    @api.model
    def _compute_kpi_order_to_cash(self, period):
        return self._run_kpi(ORDER_TO_CASH, period, "histograms")

    @api.model
    def _get_kpi_receivables(self, period, snapshot):
        """What the distributor owed on the last day of the period."""
        return {
            "res_model": "account.move.line",
            "domain": [
                ("partner_id.commercial_partner_id", "=", snapshot.distributor_id.id),
                ("company_id", "=", period.company_id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"), ("date", "<=", period.until),
            ],
            "views": [(False, "list")],
        }

    @api.model
    def _get_kpi_invoices(self, period, snapshot):
        """Paid invoices of orders of the distributor."""
        return {
            "res_model": "account.move",
            "domain": [
                ("commercial_partner_id", "=", snapshot.distributor_id.id),
                ("company_id", "=", period.company_id), ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ["paid", "in_payment"]),
            ],
        }
