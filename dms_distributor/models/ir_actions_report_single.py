from odoo import models


class IrActionsReport(models.Model):
    """Documents of the network are printed one by one and put together.

    A wkhtmltopdf on an unpatched Qt, as Linux distributions ship it, prints one document at a time.
    """

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        prepare = super()._render_qweb_pdf_prepare_streams
        ids = list(dict.fromkeys(res_ids or []))
        if len(ids) < 2 or not (self._get_report(report_ref).model or "").startswith("dms."):
            return prepare(report_ref, data, res_ids=res_ids)
        streams = {}
        for res_id in ids:
            streams.update(prepare(report_ref, dict(data or {}), res_ids=[res_id]))
        return streams
