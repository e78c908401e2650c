from odoo import fields, models


class DmsApiBatch(models.Model):
    """Batches of claims."""

    _inherit = "dms.api.batch"

    method = fields.Selection(
        selection_add=[("create_claims", "Claims")], ondelete={"create_claims": "cascade"}
    )
