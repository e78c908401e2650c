from odoo import fields, models


class DmsUploadProfile(models.Model):
    """How a distributor's file is to be read."""

    _name = "dms.upload.profile"
    _description = "Upload Profile"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", index="btree_not_null", domain=[("dms_role", "=", "distributor")],
        help="Empty: offered to every distributor of the company.",
    )
