from odoo import fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    dms_territory_ids = fields.Many2many(
        "dms.territory",
        "dms_territory_res_users_rel",
        string="Territories",
        help="A Distribution user sees the partners and sales of these territories and all below.",
    )
    dms_network_ids = fields.Many2many(
        "res.partner",
        "dms_network_res_users_rel",
        string="Networks",
        domain=[("dms_tier_id", "!=", False)],
        help="A Distribution user sees these partners and all that they supply, at any depth.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"dms_territory_ids", "dms_network_ids", "partner_id"} & vals.keys():
            # Record rules are cached with the domain that they gave.
            self.env.registry.clear_cache()
        return result

    def _get_network_domain(self, *paths, or_empty=False) -> Domain:
        """Domain of the partners of the network that this user may see.

        A portal user sees its own company and all below it; an internal user the subtrees of its
        territories and networks. Record rules call it, so it reads nothing beyond the user.

        :param paths: Many2one fields to ``res.partner``, of which one must lie in the scope;
            none: the domain is one of partners
        :param or_empty: whether to let records through on which such a field is empty
        :return: a domain; it matches nothing when nothing is assigned
        """
        self.ensure_one()
        if self.share:
            tops = self.partner_id.commercial_partner_id
            scope = Domain.FALSE
        else:
            tops = self.dms_network_ids
            scope = Domain("dms_territory_id", "child_of", self.dms_territory_ids.ids)
        scope |= Domain.OR(
            Domain("dms_network_path", "=like", f"{top.dms_network_path}%")
            for top in tops
            if top.dms_network_path
        )
        # The rules of partners say the same: past them, the scope is not applied twice.
        if not paths:
            return scope
        scope = Domain.OR(Domain(path, "any!", scope) for path in paths)
        return scope | Domain.OR(Domain(path, "=", False) for path in paths if or_empty)

    def _get_partner_domain(self) -> Domain:
        """Domain of all partners that this internal user may see.

        Those are its own part of the network, the manufacturers, and contacts outside of the
        network; the persons and addresses of a company are seen by those who see the company.

        :return: a domain of ``res.partner``
        """
        self.ensure_one()
        network = self._get_network_domain()
        outside = Domain("dms_role", "not in", ("distributor", "outlet"))
        return network | (outside & Domain("commercial_partner_id", "any!", outside | network))
