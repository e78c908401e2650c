from odoo import api, models


class DmsSchemeAudit(models.Model):
    """What an audit earns is counted when it is recorded."""

    _inherit = "dms.scheme.audit"

    @api.model_create_multi
    def create(self, vals_list):
        audits = super().create(vals_list)
        audits.scheme_id._count_anew()
        return audits

    def write(self, vals):
        result = super().write(vals)
        if {"date", "is_passed", "partner_id", "scheme_id"} & vals.keys():
            self.scheme_id._count_anew()
        return result

    def unlink(self):
        schemes = self.scheme_id
        result = super().unlink()
        schemes._count_anew()
        return result
