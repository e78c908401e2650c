from odoo import models


class DmsAgreement(models.Model):
    """A distributor in onboarding is active with its first agreement."""

    _inherit = "dms.agreement"

    def _apply_terms(self):
        result = super()._apply_terms()
        for agreement in self.sudo():
            partner = agreement.distributor_id
            if partner.dms_state == "onboarding":
                reason = self.env._("Agreement %s in force", agreement.display_name)
                partner.with_context(dms_lifecycle_reason=reason).dms_state = "active"
        return result
