from decimal import Decimal

from odoo import models

from ..arithmetic import Unit


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _get_dms_unit(self) -> Unit:
        """The unit as the arithmetic knows it: its family's root, and how many of it one holds.

        Factors are multiplied as the decimals that were typed, so that a dozen dozens is 144.
        """
        self.ensure_one()
        factor, unit = Decimal(1), self
        while unit.relative_uom_id:
            factor *= Decimal(str(unit.relative_factor))
            unit = unit.relative_uom_id
        return Unit(unit.id, factor)
