from odoo import models
from odoo.exceptions import ConcurrencyError
from psycopg2.errors import ExclusionViolation


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        """Agreements on categories must stand wherever those are moved."""
        if "parent_id" not in vals:
            return super().write(vals)
        paths = {category: category.parent_path for category in self.sudo()}
        claims = self.env["dms.agreement.claim"]
        claims._check_move("category", paths, vals["parent_id"])
        try:
            with self.env.cr.savepoint():
                result = super().write(vals)
        except ExclusionViolation as error:
            raise ConcurrencyError(str(error)) from error
        # The database has moved the claims along.
        claims.invalidate_model(["category_path"])
        return result
