from odoo import api, fields, models


class DmsSchemePart(models.AbstractModel):
    """A line of a scheme's terms: it stands with them, once the scheme has been submitted."""

    _name = "dms.scheme.part"
    _description = "Part of a Scheme's Terms"

    scheme_id = fields.Many2one("dms.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.scheme_id._check_draft()
        return parts

    def write(self, vals):
        self.scheme_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft_only(self):
        self.scheme_id._check_draft()
