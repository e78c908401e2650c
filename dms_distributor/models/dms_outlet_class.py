from odoo import fields, models


class DmsOutletClass(models.Model):
    """A class of outlets by size or potential: A, B, C …"""

    _name = "dms.outlet.class"
    _inherit = ["dms.partner.attribute.mixin"]
    _description = "Outlet Class"
    _order = "sequence, name, id"
    _partner_field = "dms_outlet_class_id"

    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Two outlet classes of a company cannot have the same code.",
    )
