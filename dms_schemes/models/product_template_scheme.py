from odoo import models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_check_dms_schemes(self):
        """Open the scheme check with the product in it."""
        self.ensure_one()
        if not self.product_variant_id:
            raise UserError(self.env._("%s has no variant that could be bought.", self.name))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_check"),
            "context": {"default_line_ids": [
                (0, 0, {"product_id": self.product_variant_id.id, "quantity": 1})
            ]},
        }
