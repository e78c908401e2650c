from odoo import fields, models


class DmsChannel(models.Model):
    """A way to the consumer: general trade, modern trade, horeca …"""

    _name = "dms.channel"
    _description = "Sales Channel"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two channels of a company cannot have the same code."
    )
