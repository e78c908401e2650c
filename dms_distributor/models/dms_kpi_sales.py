from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..tools.kpi_period import Computation

VELOCITY_DAYS = 30
MONTHS = "sums.company_id = %(company)s AND sums.month BETWEEN %(first)s AND %(until)s"

NET = f"""
    SELECT sums.distributor_id, SUM(sums.net_amount), 0
      FROM dms_secondary_product_month sums WHERE {MONTHS} GROUP BY sums.distributor_id"""
AVERAGE_ORDER = f"""
    SELECT sums.distributor_id, SUM(sums.invoiced_amount), SUM(sums.invoice_count)
      FROM dms_secondary_outlet_month sums WHERE {MONTHS} GROUP BY sums.distributor_id"""
RETURNS = f"""
    SELECT sums.distributor_id, SUM(sums.return_amount), SUM(sums.net_amount + sums.return_amount)
      FROM dms_secondary_product_month sums WHERE {MONTHS} GROUP BY sums.distributor_id"""
VELOCITY = """
    SELECT sale.distributor_id, SUM(sale.net_amount), %(days)s
      FROM dms_secondary_sale sale
     WHERE sale.company_id = %(company)s AND sale.date BETWEEN %(begin)s AND %(until)s
  GROUP BY sale.distributor_id"""
# This period beside the same one last year. Whole months come from the sums, the days of a month
# that still runs from its sales.
BOTH_YEARS = """
    SELECT distributor_id, SUM(now), SUM(before)
      FROM (SELECT distributor_id, net_amount AS now, 0 AS before
              FROM %(table)s
             WHERE company_id = %(company)s AND %(day)s BETWEEN %(first)s AND %(until)s
         UNION ALL
            SELECT distributor_id, 0, net_amount
              FROM %(table)s
             WHERE company_id = %(company)s
               AND %(day)s BETWEEN %(year_ago)s AND %(until_year_ago)s) sales
  GROUP BY distributor_id HAVING SUM(before) > 0"""
# What a distributor paid for a piece: its own invoices of the last twelve months, else those of
# all distributors, else the list price.
COST = """
    price AS MATERIALIZED (
        SELECT contact.commercial_partner_id AS distributor_id, item.product_id,
               SUM(item.balance) AS paid,
               SUM(item.quantity * unit.factor / own_unit.factor
                   * CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END) AS quantity
          FROM account_move move
          JOIN res_partner contact ON contact.id = move.partner_id
          JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                                AND buyer.dms_role = 'distributor'
          JOIN account_move_line item ON item.move_id = move.id AND item.display_type = 'product'
          JOIN product_product product ON product.id = item.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom unit ON unit.id = item.product_uom_id
          JOIN uom_uom own_unit ON own_unit.id = template.uom_id
         WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.company_id = %(company)s
           AND move.invoice_date > %(until)s::date - INTERVAL '1 year'
           AND move.invoice_date <= %(until)s
      GROUP BY contact.commercial_partner_id, item.product_id
        HAVING SUM(item.quantity * unit.factor / own_unit.factor
                   * CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END) < 0),
    common AS MATERIALIZED (
        SELECT product_id, SUM(paid) / SUM(quantity) AS cost FROM price GROUP BY product_id)"""
LANDED = """
      JOIN product_product product ON product.id = sums.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
 LEFT JOIN price ON price.distributor_id = sums.distributor_id
                AND price.product_id = sums.product_id
 LEFT JOIN common ON common.product_id = sums.product_id"""
UNIT_COST = "COALESCE(price.paid / price.quantity, common.cost, template.list_price)"
GOODS = "(COALESCE(sums.quantity, 0) + COALESCE(sums.free_quantity, 0))"
MARGIN = f"""
    WITH {COST}
    SELECT sums.distributor_id,
           SUM(sums.net_amount - {GOODS} * {UNIT_COST}), SUM(sums.net_amount)
      FROM dms_secondary_product_month sums {LANDED}
     WHERE {MONTHS}
  GROUP BY sums.distributor_id"""
CHANNELS = """
    total AS (
        SELECT distributor_id, SUM(amount) AS amount FROM part GROUP BY distributor_id)
    SELECT total.distributor_id, COALESCE(part.amount, 0), total.amount, channel.id
      FROM total
CROSS JOIN dms_channel channel
 LEFT JOIN part ON part.distributor_id = total.distributor_id AND part.channel_id = channel.id
     WHERE channel.active AND (channel.company_id IS NULL OR channel.company_id = %(company)s)"""
CHANNEL_VALUE = f"""
    WITH part AS MATERIALIZED (
        SELECT sums.distributor_id, outlet.dms_channel_id AS channel_id,
               SUM(sums.net_amount) AS amount
          FROM dms_secondary_outlet_month sums
     LEFT JOIN res_partner outlet ON outlet.id = sums.outlet_id
         WHERE {MONTHS}
      GROUP BY sums.distributor_id, outlet.dms_channel_id), {CHANNELS}"""
CHANNEL_MARGIN = f"""
    WITH {COST}, part AS MATERIALIZED (
        SELECT sums.distributor_id, outlet.dms_channel_id AS channel_id,
               SUM(sums.net_amount - {GOODS} * {UNIT_COST}) AS amount
          FROM dms_secondary_sale sums
     LEFT JOIN res_partner outlet ON outlet.id = sums.outlet_id {LANDED}
         WHERE sums.company_id = %(company)s AND sums.date BETWEEN %(first)s AND %(until)s
      GROUP BY sums.distributor_id, outlet.dms_channel_id), {CHANNELS}"""


class DmsKpi(models.Model):
    """What distributors sell to outlets."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        products, outlets = "_get_kpi_product_months", "_get_kpi_outlet_months"
        return super()._get_kpi_computations() | {
            "secondary_sales": Computation("_compute_kpi_secondary_sales", products),
            "growth": Computation("_compute_kpi_growth", "_get_kpi_growth_months"),
            "velocity": Computation("_compute_kpi_velocity", "_get_kpi_trailing_sales"),
            "average_order": Computation("_compute_kpi_average_order", outlets),
            "returns_rate": Computation("_compute_kpi_returns_rate", products),
            "margin_health": Computation("_compute_kpi_margin_health", products),
            "channel_value": Computation("_compute_kpi_channel_value", outlets),
            "channel_margin": Computation("_compute_kpi_channel_margin", outlets),
        }

    @api.model
    def _compute_kpi_secondary_sales(self, period):
        return self._run_kpi(NET, period)

    @api.model
    def _compute_kpi_growth(self, period):
        """Like with like: a running period is compared with the same days of last year, and
        distributors without sales then are left out on both sides."""
        year = relativedelta(years=1)
        table, day = ("sale", "date") if period.is_running else ("product_month", "month")
        return self._run_kpi(
            BOTH_YEARS, period, year_ago=period.first - year, until_year_ago=period.until - year,
            table=SQL.identifier(f"dms_secondary_{table}"), day=SQL.identifier(day),
        )

    @api.model
    def _compute_kpi_velocity(self, period):
        return self._run_kpi(
            VELOCITY, period, days=VELOCITY_DAYS, begin=period.back(VELOCITY_DAYS)
        )

    @api.model
    def _compute_kpi_average_order(self, period):
        return self._run_kpi(AVERAGE_ORDER, period)

    @api.model
    def _compute_kpi_returns_rate(self, period):
        return self._run_kpi(RETURNS, period)

    @api.model
    def _compute_kpi_margin_health(self, period):
        return self._run_kpi(MARGIN, period)

    @api.model
    def _compute_kpi_channel_value(self, period):
        return self._run_kpi(CHANNEL_VALUE, period, "channel_ids")

    @api.model
    def _compute_kpi_channel_margin(self, period):
        return self._run_kpi(CHANNEL_MARGIN, period, "channel_ids")

    @api.model
    def _get_kpi_months_domain(self, period, snapshot):
        domain = [
            ("company_id", "=", period.company_id),
            ("distributor_id", "=", snapshot.distributor_id.id),
            ("month", ">=", period.first), ("month", "<=", period.last),
        ]
        if snapshot.channel_id:
            domain.append(("outlet_id.dms_channel_id", "=", snapshot.channel_id.id))
        return domain

    @api.model
    def _get_kpi_product_months(self, period, snapshot):
        """Sums by product of the period."""
        return {
            "res_model": "dms.secondary.product.month",
            "domain": self._get_kpi_months_domain(period, snapshot),
        }

    @api.model
    def _get_kpi_outlet_months(self, period, snapshot):
        """Sums by outlet of the period."""
        return {
            "res_model": "dms.secondary.outlet.month",
            "domain": self._get_kpi_months_domain(period, snapshot),
        }

    @api.model
    def _get_kpi_growth_months(self, period, snapshot):
        """Sums by product of the period and of the same period last year, by month."""
        year = relativedelta(years=1)
        return {
            "res_model": "dms.secondary.product.month",
            "domain": [
                ("company_id", "=", period.company_id),
                ("distributor_id", "=", snapshot.distributor_id.id),
                "|", "&", ("month", ">=", period.first), ("month", "<=", period.last),
                "&", ("month", ">=", period.first - year), ("month", "<=", period.last - year),
            ],
            "context": {"group_by": ["month:month"]},
        }

    @api.model
    def _get_kpi_trailing_sales(self, period, snapshot):
        """Sales of the last days of the period."""
        return {
            "res_model": "dms.secondary.sale",
            "domain": [
                ("company_id", "=", period.company_id),
                ("distributor_id", "=", snapshot.distributor_id.id),
                ("date", ">=", period.back(VELOCITY_DAYS)), ("date", "<=", period.until),
            ],
            "context": {"group_by": ["date:day"]},
        }
