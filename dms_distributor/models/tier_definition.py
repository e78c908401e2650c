from odoo import api, fields, models

from ..tools.tier_memo import TierMemo


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    review_type = fields.Selection(
        selection_add=[("dms_manager", "The manager of the distributor")],
        ondelete={"dms_manager": "cascade"},
    )

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """Tiers are searched record by record where approvals are asked for: once is enough."""
        memo = TierMemo.of(self.env)
        if memo is None:
            return super().search(domain, offset, limit, order)
        key = (self.env.uid, self.env.su, repr(domain), offset, limit, order)
        if key not in memo:
            memo[key] = super().search(domain, offset, limit, order)
        return memo[key].with_env(self.env)

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
