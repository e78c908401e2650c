from odoo import api, fields, models


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    review_type = fields.Selection(
        selection_add=[("dms_manager", "The manager of the distributor")],
        ondelete={"dms_manager": "cascade"},
    )

    @api.model
    def _get_tier_validation_model_names(self):
        """Everything that is approved in the network can be given approval tiers."""
        names = super()._get_tier_validation_model_names()
        return [*names, *(name for name in self._get_dms_document_names() if name not in names)]

    @api.model
    def _get_dms_document_names(self) -> list:
        """Names of the models of Distribution whose records are approved."""
        approved = self.env.registry.descendants(["dms.approval.mixin"], "_inherit")
        return sorted(name for name in approved if not self.env[name]._abstract)
