from odoo import fields, models


class DmsOutletClass(models.Model):
    """A class of outlets by size or potential: A, B, C …"""

    _name = "dms.outlet.class"
    _description = "Outlet Class"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Two outlet classes of a company cannot have the same code.",
    )
