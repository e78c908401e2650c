from odoo import fields, models
from odoo.tools import SQL


class DmsStockMovement(models.Model):
    """What came into and went out of a distributor's stock, lot by lot, as Odoo's moves have it.

    Users of the network see their part of it without being let into the company's warehouses.
    """

    _name = "dms.stock.movement"
    _description = "Distributor Stock Movement"
    _auto = False
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("received", "Received"),
            ("sold", "Sold"),
            ("returned", "Returned by Outlets"),
            ("sent", "Sent Back"),
            ("opening", "Opening Stock"),
            ("cycle", "Count"),
            ("adjusted", "Adjusted"),
        ],
        readonly=True,
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one("stock.lot", readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="Above zero: in; below zero: out."
    )
    reference = fields.Char(readonly=True)
    consumption_id = fields.Many2one("dms.stock.consumption", "Sales", readonly=True)
    count_id = fields.Many2one("dms.stock.count", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id * 2 + part.direction AS id, ledger.company_id, ledger.distributor_id,
                   line.date, line.product_id, line.lot_id,
                   CASE part.direction WHEN 1 THEN line.quantity_product_uom
                                       ELSE -line.quantity_product_uom END AS quantity,
                   COALESCE(move.reference, move.origin) AS reference,
                   move.dms_consumption_id AS consumption_id, count.id AS count_id,
                   CASE WHEN move.dms_consumption_id IS NOT NULL
                        THEN CASE part.direction WHEN 1 THEN 'returned' ELSE 'sold' END
                        WHEN count.id IS NOT NULL THEN count.kind
                        WHEN other.usage IN ('inventory', 'production') THEN 'adjusted'
                        WHEN part.direction = 1 THEN 'received'
                        ELSE 'sent' END AS kind
              FROM dms_stock_ledger ledger
              CROSS JOIN (VALUES (0), (1)) AS part (direction)
              JOIN stock_move_line line
                ON line.state = 'done'
               AND ((part.direction = 1 AND line.location_dest_id = ledger.location_id)
                    OR (part.direction = 0 AND line.location_id = ledger.location_id))
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_location other
                ON other.id = CASE part.direction WHEN 1 THEN line.location_id
                                                  ELSE line.location_dest_id END
              LEFT JOIN dms_stock_count_line counted ON counted.id = move.dms_count_line_id
              LEFT JOIN dms_stock_count count ON count.id = counted.count_id
            """
        )

    def action_open_document(self):
        """Open the sales, or the count, that a movement was made for."""
        self.ensure_one()
        if self.consumption_id:
            return self.consumption_id.action_open_sales()
        return self.count_id._get_records_action() if self.count_id else False
