from odoo import fields, models
from odoo.tools import SQL

from ..stockkeeping import Position
from ..tools.stock_position_sql import POSITIONS
from .dms_stock_draw_mixin import UNIT


class DmsStockPosition(models.Model):
    """How a distributor stands with a product: too little, too much, or right."""

    _name = "dms.stock.position"
    _description = "Surplus and Shortage"
    _auto = False
    _log_access = False
    _rec_name = "product_id"
    _order = "status, cover_days, id"

    company_id = fields.Many2one("res.company", readonly=True)
    ledger_id = fields.Many2one("dms.stock.ledger", readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True)
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Territory"
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    daily = fields.Float("Daily Sales", digits=(16, 2), readonly=True)
    cover_days = fields.Integer("Cover (Days)", readonly=True, aggregator=None)
    minimum = fields.Float(digits="Product Unit", readonly=True)
    maximum = fields.Float(digits="Product Unit", readonly=True)
    shortage_quantity = fields.Float("Shortage", digits="Product Unit", readonly=True)
    surplus_quantity = fields.Float("Surplus", digits="Product Unit", readonly=True)
    threshold_id = fields.Many2one(
        "dms.stock.threshold", readonly=True, help="Empty: the company's days of cover."
    )
    status = fields.Selection(
        [("out", "Out of Stock"), ("low", "Too Little"), ("over", "Too Much"), ("fine", "Right")],
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(POSITIONS, today=fields.Date.context_today(self))

    def _get_value(self) -> Position:
        """The position as the proposals of transfers take it."""
        self.ensure_one()
        partner = self.distributor_id
        latitude, longitude = partner.partner_latitude, partner.partner_longitude
        return Position(
            partner.id, self.product_id.id, round(self.quantity * UNIT),
            round(self.minimum * UNIT), round(self.maximum * UNIT),
            partner.dms_upstream_id.id, (latitude, longitude) if latitude or longitude else None,
        )
