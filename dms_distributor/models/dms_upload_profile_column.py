from odoo import api, fields, models

ROLES = [
    ("invoice", "Invoice number"),
    ("date", "Date"),
    ("outlet_code", "Outlet code"),
    ("outlet_name", "Outlet name"),
    ("product_code", "Product code"),
    ("product_name", "Product name"),
    ("quantity", "Quantity"),
    ("unit", "Unit"),
    ("unit_price", "Unit price"),
    ("gross_amount", "Gross amount"),
    ("discount_amount", "Discount amount"),
    ("net_amount", "Net amount"),
    ("free_quantity", "Free quantity"),
    ("lot", "Lot"),
    ("return_flag", "Mark of a return"),
    ("ignore", "Leave out"),
]


class DmsUploadProfileColumn(models.Model):
    """Which column of a file plays which role."""

    _name = "dms.upload.profile.column"
    _description = "Upload Profile Column"
    _order = "sequence, id"
    _rec_name = "heading"

    profile_id = fields.Many2one(
        "dms.upload.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    heading = fields.Char(
        required=True, help="As written in the file; Column A, B … when it has no headings."
    )
    role = fields.Selection(ROLES, "Meaning", required=True)
    fill_down = fields.Boolean(
        help="Written on a bill's first row only: blank cells repeat the value above."
    )

    _role_unique = models.UniqueIndex(
        "(profile_id, role) WHERE role <> 'ignore'", "Two columns cannot have the same meaning."
    )

    @api.depends("heading", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for column in self:
            column.display_name = f"{column.heading} → {roles.get(column.role, '')}"
