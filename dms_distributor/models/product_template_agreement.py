from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Agreements on single products must stand whatever category those are put in."""
        result = super().write(vals)
        if "categ_id" in vals:
            self.env["dms.agreement.claim"].sudo().search(
                [("product_id.product_tmpl_id", "in", self.ids)]
            ).agreement_id._update_claims()
        return result
