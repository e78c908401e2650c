from odoo import fields, models


class DmsStockConsumption(models.Model):
    """What was taken off a distributor's stock for its sales of a product on a day.

    It links the moves with the sales: both are found by distributor, product and day.
    """

    _name = "dms.stock.consumption"
    _description = "Sales Taken off the Stock"
    _inherit = ["dms.stock.row.mixin"]
    _log_access = False
    _rec_name = "product_id"
    _order = "date desc, id desc"

    distributor_id = fields.Many2one(index=True)
    date = fields.Date(required=True, readonly=True)
    sold_quantity = fields.Float("Sold", digits="Product Unit", readonly=True)
    free_quantity = fields.Float("Given Free", digits="Product Unit", readonly=True)
    returned_quantity = fields.Float(
        "Returned", digits="Product Unit", readonly=True, help="Taken back from outlets."
    )
    short_quantity = fields.Float(
        "Short", digits="Product Unit", readonly=True, help="Sold though it was not there."
    )
    move_ids = fields.One2many("stock.move", "dms_consumption_id", readonly=True)

    _key_unique = models.UniqueIndex(
        "(ledger_id, product_id, date)",
        "The sales of a product on a day are taken off the stock under one name.",
    )

    def action_open_sales(self):
        """Open the sales that were taken off."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_secondary_sale"
            ),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.distributor_id.id),
                ("product_id", "=", self.product_id.id),
                ("date", "=", self.date),
            ],
            "context": {"create": False},
        }
