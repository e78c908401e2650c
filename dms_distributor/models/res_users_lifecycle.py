from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Which prospects and applications a Distribution user sees."""

    _inherit = "res.users"

    def _get_prospect_domain(self, path=None) -> Domain:
        """Domain of the prospects that this user looks after or that lie in its territories.

        :param path: field to ``crm.lead``; none: the domain is one of leads
        """
        self.ensure_one()
        scope = Domain("dms_is_prospect", "=", True) & (
            Domain("user_id", "=", self.id)
            | Domain("dms_territory_id", "child_of", self.dms_territory_ids.ids)
        )
        return Domain(path, "any!", scope) if path else scope

    def _get_application_domain(self, path=None) -> Domain:
        """Domain of the applications that this user looks after or that lie in its territories.

        :param path: field to ``dms.application``; none: the domain is one of applications
        """
        self.ensure_one()
        scope = Domain("user_id", "=", self.id) | Domain(
            "territory_id", "child_of", self.dms_territory_ids.ids
        )
        return Domain(path, "any!", scope) if path else scope
