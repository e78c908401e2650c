from odoo import api, models
from odoo.tools import SQL

from ..tools.kpi_period import Computation

# How long before its delivery is due an order may have been confirmed.
LONGEST_WAIT = 366
DAY = "(%s AT TIME ZONE 'UTC' AT TIME ZONE %%(timezone)s)::date"

# Lines of goods in confirmed orders of distributors, in the product's unit, with the day on which
# the whole order is due: the promised date, else confirmation plus the longest lead time.
# What was given up at the delivery was ordered all the same; only the rest was kept.
LINES = f"""
    line AS MATERIALIZED (
        SELECT sale.id AS order_id, buyer.id AS distributor_id, line.id AS line_id,
               (line.product_uom_qty + COALESCE(line.dms_cancelled_quantity, 0))
               * unit.factor / own_unit.factor AS ordered,
               line.product_uom_qty * unit.factor / own_unit.factor AS kept,
               line.qty_delivered * unit.factor / own_unit.factor AS delivered,
               sale.date_order,
               {DAY % '''COALESCE(
                   sale.commitment_date,
                   sale.date_order + MAX(line.customer_lead) OVER (PARTITION BY sale.id)
                                   * INTERVAL '1 day')'''} AS due
          FROM sale_order sale
          JOIN res_partner contact ON contact.id = sale.partner_id
          JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                                AND buyer.dms_role = 'distributor'
          JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
                                   AND line.product_uom_qty
                                       + COALESCE(line.dms_cancelled_quantity, 0) > 0
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
                                        AND template.type = 'consu'
          JOIN uom_uom unit ON unit.id = line.product_uom_id
          JOIN uom_uom own_unit ON own_unit.id = template.uom_id
         WHERE sale.state = 'sale' AND sale.company_id = %(company)s
           AND sale.date_order >= %(earliest)s::date - {LONGEST_WAIT}
           AND sale.date_order < %(until)s::date + 2)"""
# What had reached the distributor, returns taken off, and when the last of it came.
ARRIVED = f"""
    arrived AS MATERIALIZED (
        SELECT line.line_id,
               SUM(part.quantity) FILTER (WHERE part.day <= line.due) AS in_time,
               MAX(part.day) FILTER (WHERE part.quantity > 0) AS last_day,
               BOOL_OR(part.quantity < 0) AS has_return
          FROM line
          JOIN LATERAL (
               SELECT {DAY % 'move.date'} AS day,
                      move.quantity * unit.factor / own_unit.factor
                      * ((target.usage = 'customer')::int - (source.usage = 'customer')::int)
                      AS quantity
                 FROM stock_move move
                 JOIN stock_location source ON source.id = move.location_id
                 JOIN stock_location target ON target.id = move.location_dest_id
                 JOIN product_product product ON product.id = move.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 JOIN uom_uom unit ON unit.id = move.product_uom
                 JOIN uom_uom own_unit ON own_unit.id = template.uom_id
                WHERE move.sale_line_id = line.line_id AND move.state = 'done') part ON TRUE
      GROUP BY line.line_id)"""
# Amounts are compared in the precision of quantities.
FULL = "COALESCE(%s, 0) >= line.ordered - 0.00001"
# Nothing more is to come, even when less came than was ordered.
CLOSED = "COALESCE(line.delivered, 0) >= line.kept - 0.00001"
FILL = f"""
    WITH {LINES}
    SELECT distributor_id, SUM(LEAST(GREATEST(delivered, 0), ordered)), SUM(ordered)
      FROM line WHERE due BETWEEN %(first)s AND %(until)s GROUP BY distributor_id"""
FILL_LINES = f"""
    WITH {LINES}
    SELECT distributor_id, COUNT(*) FILTER (WHERE {FULL % 'delivered'}), COUNT(*)
      FROM line WHERE due BETWEEN %(first)s AND %(until)s GROUP BY distributor_id"""
ORDERS = f"""
    WITH {LINES}, {ARRIVED}, orders AS (
        SELECT line.order_id, line.distributor_id,
               BOOL_AND({FULL % 'arrived.in_time'}) AS is_complete,
               BOOL_OR(COALESCE(arrived.has_return, FALSE)) AS has_return
          FROM line LEFT JOIN arrived ON arrived.line_id = line.line_id
         WHERE line.due BETWEEN %(first)s AND %(until)s
      GROUP BY line.order_id, line.distributor_id)"""
OTIF = f"""{ORDERS}
    SELECT distributor_id, COUNT(*) FILTER (WHERE is_complete), COUNT(*)
      FROM orders GROUP BY distributor_id"""
PERFECT = f"""{ORDERS}
    SELECT distributor_id,
           COUNT(*) FILTER (WHERE is_complete AND NOT has_return
                              AND paper.invoices > 0 AND paper.refunds = 0),
           COUNT(*)
      FROM orders
      JOIN LATERAL (
           SELECT COUNT(*) FILTER (WHERE move.move_type = 'out_invoice') AS invoices,
                  COUNT(*) FILTER (WHERE move.move_type = 'out_refund') AS refunds
             FROM sale_order_line line
             JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
             JOIN account_move_line item ON item.id = rel.invoice_line_id
             JOIN account_move move ON move.id = item.move_id AND move.state = 'posted'
            WHERE line.order_id = orders.order_id) paper ON TRUE
  GROUP BY distributor_id"""
LEAD_TIME = f"""
    WITH {LINES}, {ARRIVED}, orders AS (
        SELECT line.order_id, line.distributor_id, MAX(arrived.last_day) AS day,
               MAX(arrived.last_day) - MIN({DAY % 'line.date_order'}) AS days
          FROM line LEFT JOIN arrived ON arrived.line_id = line.line_id
      GROUP BY line.order_id, line.distributor_id
        HAVING BOOL_AND({CLOSED})), counted AS (
        SELECT distributor_id, GREATEST(days, 0) AS days, COUNT(*) AS records
          FROM orders WHERE day BETWEEN %(first)s AND %(until)s
      GROUP BY distributor_id, GREATEST(days, 0))
    SELECT distributor_id, SUM(days * records), SUM(records), jsonb_object_agg(days, records)
      FROM counted GROUP BY distributor_id"""
AVERAGE_ORDER = """
    SELECT buyer.id, SUM(sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1)), COUNT(*)
      FROM sale_order sale
      JOIN res_partner contact ON contact.id = sale.partner_id
      JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                            AND buyer.dms_role = 'distributor'
     WHERE sale.state = 'sale' AND sale.company_id = %(company)s
       AND (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date
           BETWEEN %(first)s AND %(until)s
  GROUP BY buyer.id"""


class DmsKpi(models.Model):
    """What becomes of the orders of distributors."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        due, confirmed = "_get_kpi_due_orders", "_get_kpi_confirmed_orders"
        return super()._get_kpi_computations() | {
            "fill_rate": Computation("_compute_kpi_fill_rate", due),
            "fill_rate_lines": Computation("_compute_kpi_fill_rate_lines", due),
            "otif": Computation("_compute_kpi_otif", due),
            "perfect_order": Computation("_compute_kpi_perfect_order", due),
            "order_lead_time": Computation("_compute_kpi_order_lead_time", confirmed),
            "order_lead_time_p90": Computation("_compute_kpi_order_lead_time", confirmed),
            "primary_average_order": Computation("_compute_kpi_primary_average_order", confirmed),
        }

    @api.model
    def _run_kpi(self, query, period, *columns, **values):
        """Figures of a query whose parameters are those of a period.

        :param query: SQL of distributor, numerator, denominator and ``columns``
        :param values: further parameters
        """
        return self._read_figures(
            SQL(
                query, company=period.company_id, first=period.first, until=period.until,
                earliest=period.first, timezone=period.timezone, **values,
            ),
            *columns,
        )

    @api.model
    def _compute_kpi_fill_rate(self, period):
        return self._run_kpi(FILL, period)

    @api.model
    def _compute_kpi_fill_rate_lines(self, period):
        return self._run_kpi(FILL_LINES, period)

    @api.model
    def _compute_kpi_otif(self, period):
        return self._run_kpi(OTIF, period)

    @api.model
    def _compute_kpi_perfect_order(self, period):
        return self._run_kpi(PERFECT, period)

    @api.model
    def _compute_kpi_order_lead_time(self, period):
        return self._run_kpi(LEAD_TIME, period, "histograms")

    @api.model
    def _compute_kpi_primary_average_order(self, period):
        return self._run_kpi(AVERAGE_ORDER, period)

    @api.model
    def _get_kpi_due_orders(self, period, snapshot):
        """Orders due in the period."""
        orders = self.env.execute_query(SQL(
            f"WITH {LINES} SELECT DISTINCT order_id FROM line"
            " WHERE distributor_id = %(distributor)s AND due BETWEEN %(first)s AND %(until)s",
            company=period.company_id, first=period.first, until=period.until,
            earliest=period.first, timezone=period.timezone, distributor=snapshot.distributor_id.id,
        ))
        return {"res_model": "sale.order", "domain": [("id", "in", [row[0] for row in orders])]}

    @api.model
    def _get_kpi_confirmed_orders(self, period, snapshot):
        """Orders confirmed in the period, or delivered in it, with their lead time."""
        return {
            "res_model": "sale.order",
            "domain": [
                ("partner_id.commercial_partner_id", "=", snapshot.distributor_id.id),
                ("company_id", "=", period.company_id), ("state", "=", "sale"),
                ("date_order", ">=", period.first), ("date_order", "<=", period.last),
            ],
        }
