from odoo import Command, models


class DmsClaimEvidence(models.Model):
    """Files that a claim takes along from the claim whose decision was disputed."""

    _inherit = "dms.claim.evidence"

    def _copy_files_to(self, claim):
        """Give copies of these files to the line of another claim that asks for the same.

        :param claim: a draft of the same type
        """
        self.ensure_one()
        wanted = claim.evidence_ids.filtered(
            lambda line: self.requirement_id and line.requirement_id == self.requirement_id
        )[:1] or self.create({"claim_id": claim.id, "name": self.name, "sequence": self.sequence})
        # As fresh uploads: they are looked at and adopted like any other.
        copies = [
            file.copy({"name": file.name, "res_model": False, "res_id": False})
            # Scaled, photos would lose when and where they were taken.
            for file in self.attachment_ids.with_context(image_no_postprocess=True)
        ]
        wanted.attachment_ids = [Command.link(file.id) for file in copies]
