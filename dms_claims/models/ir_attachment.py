from odoo import api, models
from odoo.exceptions import UserError

EVIDENCE = "dms.claim.evidence"
CONTENT = {"datas", "db_datas", "raw"}
# What a submitted claim rests on, and whose it is.
FROZEN = CONTENT | {"name", "res_field", "res_id", "res_model", "type", "url"}


class IrAttachment(models.Model):
    """Files that are evidence: kept as they came, shown to whoever may see the claim only."""

    _inherit = "ir.attachment"

    def write(self, vals):
        is_about = bool(vals.keys() & (FROZEN | {"public"}))
        evidence = self._get_claim_evidence() if is_about else self.browse()
        if evidence:
            if vals.get("public"):
                raise UserError(self.env._(
                    "“%s” is evidence of a claim and is not shown to everybody.", evidence[0].name
                ))
            if FROZEN & vals.keys():
                evidence._check_claim_draft()
        result = super().write(vals)
        if CONTENT & vals.keys() and evidence:
            self.env["dms.claim.file"].sudo().search(
                [("attachment_id", "in", evidence.ids)]
            )._renew()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_evidence_of_draft_only(self):
        self._get_claim_evidence()._check_claim_draft()

    def _postprocess_contents(self, values):
        """Scaling a photo takes away when and where it was taken: evidence stays as it is."""
        if values.get("res_model") == EVIDENCE:
            values["mimetype"] = self._compute_mimetype(values)
            return values
        return super()._postprocess_contents(values)

    def _get_claim_evidence(self):
        """Those of the files that belong to evidence."""
        return self.filtered(
            lambda attachment: (sudo := attachment.sudo()).res_model == EVIDENCE and sudo.res_id
        )

    def _check_claim_draft(self):
        """Refuse to touch what a submitted claim rests on."""
        evidence = self.env[EVIDENCE].sudo().browse(self.sudo().mapped("res_id")).exists()
        evidence.claim_id._check_draft()
