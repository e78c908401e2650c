from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if {"datas", "raw", "res_model", "res_id"} & vals.keys():
            self._check_claim_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_evidence_of_draft_only(self):
        self._check_claim_evidence()

    def _check_claim_evidence(self):
        """Refuse to touch what a submitted claim rests on."""
        evidence_ids = [
            attachment.res_id
            for attachment in self.sudo()
            if attachment.res_model == "dms.claim.evidence" and attachment.res_id
        ]
        if not evidence_ids:
            return
        evidence = self.env["dms.claim.evidence"].sudo().browse(evidence_ids).exists()
        evidence.claim_id._check_draft()
