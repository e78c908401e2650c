from odoo import fields, models


class SaleOrder(models.Model):
    """Orders that another program placed."""

    _inherit = "sale.order"

    dms_source_key = fields.Char(
        "Key at Its Origin", copy=False, readonly=True,
        help="With which the distributor's program placed it; sent again, nothing is added.",
    )

    _dms_source_key_unique = models.UniqueIndex(
        "(partner_id, dms_source_key) WHERE dms_source_key IS NOT NULL",
        "The distributor has placed an order with this key before.",
    )
