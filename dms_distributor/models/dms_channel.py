from odoo import fields, models


class DmsChannel(models.Model):
    """A way to the consumer: general trade, modern trade, horeca …"""

    _name = "dms.channel"
    _inherit = ["dms.partner.attribute.mixin"]
    _description = "Sales Channel"
    _order = "sequence, name, id"
    _partner_field = "dms_channel_id"

    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two channels of a company cannot have the same code."
    )
