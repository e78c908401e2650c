from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_fk_on(self, table):
        """Leave monthly sums out: their trigger moves the figures with the facts, whereas moving
        the rows themselves would run into their unique keys and lose what they hold."""
        sums = {
            self.env[name]._table
            for name in self.env.registry.descendants(["dms.secondary.month"], "_inherit")
            if not self.env[name]._abstract
        }
        return [(name, column) for name, column in super()._get_fk_on(table) if name not in sums]
