from odoo import api, fields, models


class DmsClaimLine(models.Model):
    """Lines that came in a file: the same row sent again is the same line."""

    _inherit = "dms.claim.line"

    source_key = fields.Char(
        "Key at Its Origin", readonly=True, copy=False,
        help="Names the line within its claim: a row that is sent again adds nothing.",
    )

    _source_key_unique = models.UniqueIndex(
        "(claim_id, source_key) WHERE source_key IS NOT NULL",
        "This line has been recorded already.",
    )

    @api.model
    def _get_measured_fields(self) -> set:
        return super()._get_measured_fields() | {"source_key"}
