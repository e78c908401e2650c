from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.stock_position_sql import DAILY_SALES


class DmsStockAgeing(models.Model):
    """What a distributor has of a lot: how long it has been there, and how long it will keep.

    Who sells first what came first has left what came last: what was received in the last thirty
    days is at most so old, and so on; the rest is older than ninety days.
    """

    _name = "dms.stock.ageing"
    _description = "Distributor Stock on Hand"
    _auto = False
    _log_access = False
    _order = "expiration_date, product_id, id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one("res.partner", readonly=True)
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Territory"
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one("stock.lot", readonly=True)
    expiration_date = fields.Date("Expires on", readonly=True)
    days_left = fields.Integer(
        readonly=True, aggregator="min", help="Until the lot expires; below zero: it has expired."
    )
    expiry_bucket = fields.Selection(
        [
            ("0", "Expired"), ("1", "Up to 30 Days"), ("2", "31 to 60 Days"),
            ("3", "61 to 90 Days"), ("4", "More than 90 Days"), ("5", "Keeps"),
        ],
        string="Time Left", readonly=True,
    )
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True, help="At cost.")
    quantity_30 = fields.Float("Up to 30 Days", digits="Product Unit", readonly=True)
    quantity_60 = fields.Float("31 to 60 Days", digits="Product Unit", readonly=True)
    quantity_90 = fields.Float("61 to 90 Days", digits="Product Unit", readonly=True)
    quantity_older = fields.Float("More than 90 Days", digits="Product Unit", readonly=True)
    daily_sales = fields.Float(
        digits=(16, 2), readonly=True, aggregator="avg",
        help="Of the product, a day, over the last ninety days, free goods included.",
    )
    cover_days = fields.Integer(
        "Cover (Days)", compute="_compute_cover", help="How long the lot lasts at these sales."
    )
    surplus_quantity = fields.Float(
        "Will Not Sell", digits="Product Unit", compute="_compute_cover",
        help="What is left of the lot when it expires, at these sales.",
    )
    proposal = fields.Char(compute="_compute_cover")

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            WITH held AS (
                SELECT MIN(quant.id) AS id, ledger.id AS ledger_id, ledger.company_id,
                       ledger.distributor_id, ledger.location_id, quant.product_id, quant.lot_id,
                       SUM(quant.quantity) AS quantity
                  FROM dms_stock_ledger ledger
                  JOIN stock_quant quant ON quant.location_id = ledger.location_id
                 GROUP BY ledger.id, quant.product_id, quant.lot_id
                HAVING SUM(quant.quantity) <> 0
            ), received AS (
                SELECT line.location_dest_id AS location_id, line.product_id, line.lot_id,
                       SUM(line.quantity_product_uom)
                           FILTER (WHERE line.date >= %(today)s::date - 30) AS within_30,
                       SUM(line.quantity_product_uom)
                           FILTER (WHERE line.date >= %(today)s::date - 60) AS within_60,
                       SUM(line.quantity_product_uom) AS within_90
                  FROM dms_stock_ledger ledger
                  JOIN stock_move_line line ON line.location_dest_id = ledger.location_id
                  JOIN stock_move move ON move.id = line.move_id
                 WHERE line.state = 'done' AND line.date >= %(today)s::date - 90
                   AND move.dms_consumption_id IS NULL
                 GROUP BY line.location_dest_id, line.product_id, line.lot_id
            ), sold AS (""" + DAILY_SALES + """
            ), aged AS (
                SELECT held.*, GREATEST(held.quantity, 0) AS there,
                       COALESCE(within_30, 0) AS within_30, COALESCE(within_60, 0) AS within_60,
                       COALESCE(within_90, 0) AS within_90
                  FROM held
                  LEFT JOIN received
                    ON received.location_id = held.location_id
                   AND received.product_id = held.product_id
                   AND received.lot_id IS NOT DISTINCT FROM held.lot_id
            )
            SELECT aged.id, aged.company_id, aged.distributor_id, aged.product_id, aged.lot_id,
                   aged.quantity,
                   aged.quantity * COALESCE(
                       (product.standard_price ->> aged.company_id::text)::numeric, 0) AS value,
                   LEAST(there, within_30) AS quantity_30,
                   LEAST(there, within_60) - LEAST(there, within_30) AS quantity_60,
                   LEAST(there, within_90) - LEAST(there, within_60) AS quantity_90,
                   there - LEAST(there, within_90) AS quantity_older,
                   GREATEST(sold.daily, 0) AS daily_sales,
                   lot.expiration_date::date AS expiration_date,
                   lot.expiration_date::date - %(today)s::date AS days_left,
                   CASE WHEN lot.expiration_date IS NULL THEN '5'
                        WHEN lot.expiration_date::date < %(today)s THEN '0'
                        WHEN lot.expiration_date::date <= %(today)s::date + 30 THEN '1'
                        WHEN lot.expiration_date::date <= %(today)s::date + 60 THEN '2'
                        WHEN lot.expiration_date::date <= %(today)s::date + 90 THEN '3'
                        ELSE '4' END AS expiry_bucket
              FROM aged
              JOIN product_product product ON product.id = aged.product_id
              LEFT JOIN stock_lot lot ON lot.id = aged.lot_id
              LEFT JOIN sold ON sold.ledger_id = aged.ledger_id
                            AND sold.product_id = aged.product_id
            """,
            today=today,
        )

    @api.depends("quantity", "daily_sales", "days_left")
    def _compute_cover(self):
        for row in self:
            there = max(row.quantity, 0)
            row.cover_days = min(there / row.daily_sales, 9999) if row.daily_sales > 0 else (
                9999 if there else 0
            )
            sells = row.daily_sales * max(row.days_left, 0)
            row.surplus_quantity = max(there - sells, 0) if row.expiration_date else 0
            row.proposal = row._get_proposal()

    def _get_proposal(self):
        """What to do with a lot that expires before it is sold, in words; False when it sells."""
        self.ensure_one()
        if self.quantity < 0:
            return self.env._("Sold though it was not there: count the stock")
        if self.quantity == 0 or not self.expiration_date:
            return False
        if self.days_left < 0:
            return self.env._("Expired: take it back or have it destroyed")
        if not self.surplus_quantity:
            return False
        if self.days_left <= 30:
            return self.env._("Expires soon: take it back, or clear it at a discount")
        return self.env._("Sells too slowly: run a scheme, or pass it on to another distributor")

    def action_open_movements(self):
        """Open what came in and went out of this lot."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_stock_movement"
            ),
            "domain": [
                ("distributor_id", "=", self.distributor_id.id),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id), ("lot_id", "=", self.lot_id.id),
            ],
        }
