from odoo import api, fields, models


class DmsClaim(models.Model):
    """The files of a claim, and what its checklist still lacks."""

    _inherit = "dms.claim"

    file_ids = fields.One2many("dms.claim.file", "claim_id", "Evidence Files")
    file_count = fields.Integer("Files", compute="_compute_file_count")

    @api.depends("file_ids")
    def _compute_file_count(self):
        for claim in self:
            claim.file_count = len(claim.file_ids)

    def action_open_files(self):
        """Open the evidence of these claims as a gallery."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_file")
        return {**action, "domain": [("claim_id", "in", self.ids)], "context": {"create": False}}

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        # Lines without a file have been told already.
        obstacles += [
            self.env._(
                "evidence is incomplete: %(evidence)s (%(what)s)",
                evidence=evidence.name, what=evidence.shortcoming,
            )
            for evidence in self.evidence_ids
            if evidence.attachment_ids and evidence.shortcoming
        ]
        return obstacles
