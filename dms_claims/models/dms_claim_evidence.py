from odoo import api, fields, models


class DmsClaimEvidence(models.Model):
    """A line of a claim's checklist, with the files that answer it."""

    _name = "dms.claim.evidence"
    _description = "Claim Evidence"
    _order = "claim_id, sequence, id"

    claim_id = fields.Many2one("dms.claim", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    requirement_id = fields.Many2one(
        "dms.claim.type.evidence", ondelete="set null", index="btree_not_null", readonly=True,
        help="The line of the type's checklist that this answers. Empty: added by hand.",
    )
    name = fields.Char(required=True)
    hint = fields.Char(related="requirement_id.hint")
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(related="requirement_id.is_required")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    status = fields.Selection(
        [("provided", "Provided"), ("missing", "Missing"), ("optional", "Optional")],
        compute="_compute_status",
    )

    @api.depends("attachment_ids", "is_required")
    def _compute_status(self):
        for evidence in self:
            if evidence.attachment_ids:
                evidence.status = "provided"
            else:
                evidence.status = "missing" if evidence.is_required else "optional"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.claim_id._check_draft()
        records._adopt_attachments()
        return records

    def write(self, vals):
        self.claim_id._check_draft()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft_only(self):
        self.claim_id._check_draft()

    def _adopt_attachments(self):
        """Tie fresh uploads to the evidence, so that whoever may see the claim may see them.

        Another record's file keeps its owner and its access: naming it here gives nobody a view
        of it. Writing as the user refuses files that are not the user's own.
        """
        for evidence in self:
            fresh = evidence.attachment_ids.filtered(lambda attachment: not attachment.res_id)
            fresh.write({"res_model": self._name, "res_id": evidence.id})
