from odoo import api, models


class DmsApprovalMixin(models.AbstractModel):
    """Who decides: in another's place too, and the distributor's manager where a tier asks so."""

    _inherit = "dms.approval.mixin"

    @api.model
    def _is_approver(self, company) -> bool:
        """Whether this user decides where no approval tier is defined, maybe in another's place.

        :param company: of what is to be decided on
        """
        group = self._get_approver_group()
        return self.env.user.has_group(group) or any(
            user.has_group(group)
            for user in self.env["dms.approval.delegation"]._get_delegators(
                self.env.user, self._name, company
            )
        )

    def _get_approval_partner(self):
        """The partner of the network whom the record concerns; extended by models without one of
        the usual names.

        :return: ``res.partner``, maybe empty
        """
        self.ensure_one()
        for name in ("distributor_id", "partner_id"):
            if name in self._fields and self._fields[name].comodel_name == "res.partner":
                return self[name]
        return self.env["res.partner"]

    def _get_manager_reviewers(self):
        """Who decides where the distributor's manager is asked to.

        :return: ``res.users``; where nobody manages the distributor, those who decide without tiers
        """
        partner = self._get_approval_partner()
        manager = partner and partner._get_dms_managers()[partner]
        return manager or self.env.ref(self._get_approver_group()).all_user_ids
