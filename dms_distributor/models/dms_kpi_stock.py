from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import date_utils

from ..tools.kpi_period import Computation

YEAR_DAYS = 365
SLOW_MONTHS = 3  # some ninety days
SLOW_TURNS = "dms_distributor.slow_mover_turns"

# Cost of what was sold, and the mean of the stock's value at the beginning and the end of the
# period's months.
STOCK = """
    stock AS (
        SELECT months.distributor_id, SUM(months.cost) AS cost,
               SUM(months.value) / COUNT(*) AS value
          FROM (SELECT distributor_id, month, SUM(sold_value) AS cost,
                       SUM(opening_value + closing_value) / 2 AS value
                  FROM dms_stock_month
                 WHERE company_id = %(company)s AND month BETWEEN %(first)s AND %(until)s
              GROUP BY distributor_id, month) months
      GROUP BY months.distributor_id)"""
TURNS = f"""
    WITH {STOCK}
    SELECT distributor_id, cost * %(year)s / %(days)s, value FROM stock WHERE value > 0"""
# Stock less what is still owed for goods, in days of the cost of sales.
CASH_CYCLE = f"""
    WITH {STOCK}, payable AS (
        SELECT partner.commercial_partner_id AS distributor_id, SUM(item.balance) AS amount
          FROM account_move_line item
          JOIN account_account account ON account.id = item.account_id
                                      AND account.account_type = 'asset_receivable'
          JOIN res_partner partner ON partner.id = item.partner_id
         WHERE item.parent_state = 'posted' AND item.company_id = %(company)s
           AND item.date <= %(until)s
      GROUP BY partner.commercial_partner_id)
    SELECT stock.distributor_id,
           (stock.value - COALESCE(payable.amount, 0)) * %(days)s, stock.cost
      FROM stock LEFT JOIN payable ON payable.distributor_id = stock.distributor_id
     WHERE stock.cost > 0"""
# A product's turns: quantity sold over the mean quantity in stock, in the months up to the period.
SLOW = """
    WITH product AS (
        SELECT distributor_id, product_id, SUM(sold_quantity) AS sold,
               SUM(opening_quantity + closing_quantity) / 2 / COUNT(*) AS stock,
               SUM(closing_value) FILTER (WHERE month = %(last_month)s) AS value
          FROM dms_stock_month
         WHERE company_id = %(company)s AND month BETWEEN %(begin)s AND %(last_month)s
      GROUP BY distributor_id, product_id)
    SELECT distributor_id,
           COALESCE(SUM(value) FILTER (WHERE stock > 0 AND sold < %(turns)s * stock), 0),
           SUM(value)
      FROM product WHERE value > 0 GROUP BY distributor_id"""


class DmsKpi(models.Model):
    """What distributors have in stock."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        records = "_get_kpi_stock_months"
        return super()._get_kpi_computations() | {
            "inventory_turns": Computation("_compute_kpi_inventory_turns", records),
            "cash_cycle": Computation("_compute_kpi_cash_cycle", records),
            "slow_movers": Computation("_compute_kpi_slow_movers", records),
        }

    @api.model
    def _compute_kpi_inventory_turns(self, period):
        return self._run_kpi(TURNS, period, days=period.days, year=YEAR_DAYS)

    @api.model
    def _compute_kpi_cash_cycle(self, period):
        return self._run_kpi(CASH_CYCLE, period, days=period.days)

    @api.model
    def _compute_kpi_slow_movers(self, period):
        last_month = date_utils.start_of(period.until, "month")
        return self._run_kpi(
            SLOW, period, last_month=last_month,
            begin=last_month - relativedelta(months=SLOW_MONTHS - 1),
            turns=float(self.env["ir.config_parameter"].sudo().get_param(SLOW_TURNS, 1)),
        )

    @api.model
    def _get_kpi_stock_months(self, period, snapshot):
        """Stock by product and month of the period."""
        return {
            "res_model": "dms.stock.month",
            "domain": self._get_kpi_months_domain(period, snapshot),
            "views": [(False, "list")],
        }
