from odoo import api, models


class DmsUploadStaging(models.AbstractModel):
    _inherit = "dms.upload.staging"

    @api.model
    def _insert_facts(self, upload):
        """What has been recorded is taken off the distributor's stock, in the background."""
        result = super()._insert_facts(upload)
        ledgers = self.env["dms.stock.ledger"]._open(upload.company_id, upload.distributor_id)
        ledgers._enqueue_posting()
        return result
