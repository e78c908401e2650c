from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_fk_on(self, table):
        """Leave monthly sums out: their trigger moves the figures with the facts, whereas moving
        the rows themselves would run into their unique keys and lose what they hold."""
        sums = {model._table for model in self.env["dms.secondary.month"]._get_models()}
        return [(name, column) for name, column in super()._get_fk_on(table) if name not in sums]
