from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dms_claim_file import SIZE_PARAMETER

# Beyond, the server itself refuses uploads.
SIZE_MAX = 100


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_claim_photo_radius = fields.Integer(
        related="company_id.dms_claim_photo_radius", readonly=False
    )
    dms_claim_photo_days = fields.Integer(related="company_id.dms_claim_photo_days", readonly=False)
    dms_claim_file_size = fields.Integer(
        "Size of Evidence (MiB)", default=20, config_parameter=SIZE_PARAMETER,
        help="How large a file may be that is handed in as evidence.",
    )

    @api.constrains("dms_claim_file_size")
    def _check_dms_claim_file_size(self):
        for settings in self:
            if not 1 <= settings.dms_claim_file_size <= SIZE_MAX:
                raise ValidationError(self.env._(
                    "Evidence has between 1 and %(most)s MiB, not %(size)s.",
                    most=SIZE_MAX, size=settings.dms_claim_file_size,
                ))
