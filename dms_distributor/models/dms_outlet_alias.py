from odoo import fields, models


class DmsOutletAlias(models.Model):
    """What a distributor calls an outlet in its own books."""

    _name = "dms.outlet.alias"
    _description = "Outlet Alias"
    _order = "distributor_id, code"
    _rec_name = "code"

    distributor_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", domain=[("dms_role", "=", "distributor")]
    )
    code = fields.Char(required=True, help="The distributor's own code or name of the outlet.")
    outlet_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _code_unique = models.UniqueIndex(
        "(company_id, distributor_id, code)",
        "This distributor has already given the code to an outlet.",
    )
