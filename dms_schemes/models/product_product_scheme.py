from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_dms_category_paths(self) -> dict:
        """Categories of products, from the root of the tree down.

        :return: tuples of database identifiers by product
        """
        return {
            product: tuple(
                int(part) for part in (product.categ_id.parent_path or "").split("/") if part
            )
            for product in self
        }
