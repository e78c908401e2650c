from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsUpload(models.Model):
    """Products that a file names and nobody knows yet."""

    _inherit = "dms.upload"

    has_unknown_products = fields.Boolean(compute="_compute_has_unknown_products")

    @api.depends("finding_ids.kind", "finding_ids.state")
    def _compute_has_unknown_products(self):
        for upload in self:
            upload.has_unknown_products = bool(upload._get_unknown_products())

    def action_create_products(self):
        """Create a product for each code that is not known, and check again."""
        self.ensure_one()
        unknown = self._get_unknown_products()
        if not unknown:
            raise UserError(self.env._("All products of the file are known."))
        unknown.action_create_product()
        self.action_check()

    def _get_unknown_products(self):
        """The open findings of products that are not known."""
        return self.finding_ids.filtered_domain(
            [("kind", "=", "product_unknown"), ("state", "=", "open")]
        )
