from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_dms_cases(self):
        """The packaging in which each product is ordered by the case.

        It is the smallest of the product's packagings that holds more than its own unit.

        :return: dict of product → ``uom.uom``; without those that have no such packaging
        """
        cases = {}
        for product in self:
            unit = product.uom_id
            packagings = product.uom_ids.filtered(
                lambda uom, unit=unit: uom.factor > unit.factor and uom._has_common_reference(unit)
            )
            if packagings:
                cases[product] = min(packagings, key=lambda uom: uom.factor)
        return cases
