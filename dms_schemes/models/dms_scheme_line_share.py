from odoo import models


class DmsSchemeLine(models.Model):
    """How much of a benefit belongs to how much of its order line."""

    _inherit = "dms.scheme.line"

    def _get_part(self, quantity, figure):
        """The part of a figure that belongs to so much of the order line.

        What is ordered after the confirmation earns nothing more.

        :param quantity: of the order line, in its unit
        :param figure: name of the field: ``amount``, ``points``, ``budget_amount`` …
        """
        self.ensure_one()
        if not self.quantity:
            return self[figure]
        return self[figure] * min(1.0, max(0.0, quantity / self.quantity))
