from odoo import api, models
from odoo.tools import format_date


class DmsSchemeLiability(models.TransientModel):
    """Claims that accrue by themselves are owed beside what schemes grant."""

    _inherit = "dms.scheme.liability"

    @api.depends_context("lang")
    @api.depends("date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Provision against Liability, %s", format_date(self.env, report.date)
            )
