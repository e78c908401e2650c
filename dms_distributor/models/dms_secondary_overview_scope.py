from odoo import api, models
from odoo.fields import Domain


class DmsSecondaryOverview(models.AbstractModel):
    """Whose sales the sales overview adds up."""

    _inherit = "dms.secondary.overview"

    @api.model
    def _get_period_domain(self, first, last):
        return Domain("month", ">=", first) & Domain("month", "<=", last)

    @api.model
    def _get_scope_domain(self, filters, by_outlet=True):
        """Whose sales: of the chosen distributors, in the chosen territory and all below it.

        A sale lies in its outlet's territory; without one, in the distributor's.

        :param bool by_outlet: the model knows outlets; else the distributor's territory counts
        """
        domain = Domain("company_id", "in", self.env.companies.ids)
        if filters.distributor_ids:
            domain &= Domain("distributor_id", "in", filters.distributor_ids)
        if filters.territory_id:
            inside = Domain("dms_territory_id", "child_of", filters.territory_id)
            of_distributor = Domain("distributor_id", "any!", inside)
            if by_outlet:
                nowhere = Domain("outlet_id", "=", False) | Domain(
                    "outlet_id", "any!", Domain("dms_territory_id", "=", False)
                )
                of_distributor = Domain("outlet_id", "any!", inside) | (nowhere & of_distributor)
            domain &= of_distributor
        return domain

    @api.model
    def _get_place_model(self):
        """Sums of which no single outlet is asked: by place, where these tell what the user sees.

        They know territories, not networks: who sees the outlets of a network sees them whoever
        sells to them, so that is added up from the outlets.
        """
        user = self.env.user
        by_network = user.dms_network_ids and not user.has_group("dms_distributor.group_manager")
        return self.env[f"dms.secondary.{'outlet' if by_network else 'place'}.month"]

    @api.model
    def _get_place_domain(self, filters):
        """The scope, as a domain of the model of :meth:`_get_place_model`."""
        if self._get_place_model()._name == "dms.secondary.outlet.month":
            return self._get_scope_domain(filters)
        domain = Domain("company_id", "in", self.env.companies.ids)
        if filters.distributor_ids:
            domain &= Domain("distributor_id", "in", filters.distributor_ids)
        if filters.territory_id:
            domain &= Domain("territory_id", "child_of", filters.territory_id)
        return domain

    @api.model
    def _get_universe_domain(self, filters):
        """Outlets in service, pending ones too, of the chosen distributors and territory."""
        domain = Domain("dms_role", "=", "outlet")
        domain &= Domain("dms_state", "in", ("active", "pending"))
        domain &= Domain("company_id", "in", [False, *self.env.companies.ids])
        if filters.territory_id:
            domain &= Domain("dms_territory_id", "child_of", filters.territory_id)
        if filters.distributor_ids:
            distributors = self.env["res.partner"].search([("id", "in", filters.distributor_ids)])
            domain &= Domain.OR(
                Domain("dms_network_path", "=like", f"{distributor.dms_network_path}%")
                for distributor in distributors
                if distributor.dms_network_path
            )
        return domain
