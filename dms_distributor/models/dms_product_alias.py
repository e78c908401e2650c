from odoo import fields, models


class DmsProductAlias(models.Model):
    """What a distributor calls a product in its own books."""

    _name = "dms.product.alias"
    _description = "Product Alias"
    _order = "distributor_id, code"
    _rec_name = "code"

    distributor_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", domain=[("dms_role", "=", "distributor")]
    )
    code = fields.Char(required=True, help="The distributor's own code or name of the product.")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _code_unique = models.UniqueIndex(
        "(company_id, distributor_id, code)",
        "This distributor has already given the code to a product.",
    )
