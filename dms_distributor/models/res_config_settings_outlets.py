from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_outlet_auto_approve = fields.Boolean(
        related="company_id.dms_outlet_auto_approve", readonly=False
    )
    dms_duplicate_score = fields.Integer(
        "Score of Duplicates", default=60, config_parameter="dms_distributor.duplicate_score",
        help="Outlets that reach this score, of 100, are held for possible duplicates.",
    )

    @api.constrains("dms_duplicate_score")
    def _check_dms_duplicate_score(self):
        for settings in self:
            if not 1 <= settings.dms_duplicate_score <= 100:
                raise ValidationError(self.env._(
                    "The score of duplicates lies between 1 and 100, not at %s.",
                    settings.dms_duplicate_score,
                ))
