from odoo import models
from odoo.exceptions import UserError, ValidationError


class DmsClaim(models.Model):
    """Submission of many claims."""

    _inherit = "dms.claim"

    def action_submit_selected(self):
        """Submit the drafts among these, and show how it went."""
        drafts = self.filtered(lambda claim: claim.state == "draft")
        if not drafts:
            raise UserError(self.env._("Choose drafts: the others have been submitted."))
        submission = self.env["dms.claim.submission"]
        for claims in drafts.grouped("company_id").values():
            submission |= submission._submit(claims)
        return submission._get_records_action()

    def _submit_many(self) -> dict:
        """Submit these drafts. One that cannot be submitted does not hold up the others.

        :return: why, in words, by claim that stays a draft
        """
        refusals = {}
        for claim in self:
            if claim.state != "draft":
                refusals[claim] = self.env._("It is no draft.")
            elif obstacles := claim._get_obstacles():
                refusals[claim] = "\n".join(obstacles)
        ready = self - self.browse(claim.id for claim in refusals)
        try:
            with self.env.cr.savepoint():
                ready.action_submit()
        except (UserError, ValidationError) as error:
            if len(ready) == 1:
                return refusals | {ready: str(error)}
            middle = len(ready) // 2
            return refusals | ready[:middle]._submit_many() | ready[middle:]._submit_many()
        return refusals
