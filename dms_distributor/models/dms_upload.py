from odoo import fields, models


class DmsUpload(models.Model):
    """A file of secondary sales that a distributor sent, from its arrival to its load."""

    _name = "dms.upload"
    _description = "Sales Upload"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("New"), copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, domain=[("dms_role", "=", "distributor")]
    )
    profile_id = fields.Many2one("dms.upload.profile", index="btree_not_null")
