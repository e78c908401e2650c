from odoo import api, models


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        """Everything that is approved in the network can be given approval tiers."""
        approved = self.env.registry.descendants(["dms.approval.mixin"], "_inherit")
        names = super()._get_tier_validation_model_names()
        return [
            *names,
            *(name for name in approved if not self.env[name]._abstract and name not in names),
        ]
