from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .dms_scheme import BINDING_STATES
from .dms_scheme_eligibility import AUDIENCE

# Days before its end from which on a scheme counts as ending soon.
ENDING_DAYS = 14


class DmsScheme(models.Model):
    """What of the schemes concerns a distributor: those that somebody of its network may earn."""

    _inherit = "dms.scheme"

    @api.model
    def _get_network_schemes(self, distributor, period, day=None):
        """Schemes that a distributor, or somebody below it, may earn; none that is not binding.

        :param period: ``running``, ``ending`` (running, and over soon), ``upcoming`` or ``past``
        :param day: as of which; None: today
        :return: schemes of the company, in the order in which they are shown
        """
        day = day or fields.Date.context_today(self)
        schemes = self.search(
            Domain("company_id", "=", self.env.company.id) & self._get_period_domain(period, day),
            order="date_effective_end desc, id desc" if period == "past"
            else "date_start, id" if period == "upcoming" else "date_effective_end, id",
        )
        return schemes._filtered_by_network(distributor)

    @api.model
    def _get_period_domain(self, period, day) -> Domain:
        """Domain of the binding schemes of a period, see ``_get_network_schemes``."""
        domain = Domain("state", "in", BINDING_STATES)
        if period == "upcoming":
            open_end = Domain("date_effective_end", "=", False)
            return domain & Domain("date_start", ">", day) & (
                open_end | Domain("date_effective_end", ">", day)
            )
        if period == "past":
            return domain & Domain("date_effective_end", "<", day)
        domain &= Domain("date_start", "<=", day)
        is_not_over = Domain("date_effective_end", ">=", day)
        if period == "ending":
            return domain & is_not_over & Domain(
                "date_effective_end", "<=", day + timedelta(days=ENDING_DAYS)
            )
        return domain & (is_not_over | Domain("date_effective_end", "=", False))

    def _filtered_by_network(self, distributor):
        """Those of the schemes that a distributor or somebody below it may earn.

        Outlets are many and their kinds are few: each scheme is compared with the kinds. Only
        lists of partners are looked up.
        """
        if not self:
            return self
        network = self._get_network_partners(distributor)
        names = [name for name, *_rest in AUDIENCE]
        profiles = self.env["res.partner"]._read_group(network, names)

        def is_open(scheme):
            if scheme.partner_ids or scheme.excluded_partner_ids:
                named = network & scheme._get_partner_domain()
                return bool(self.env["res.partner"].search_count(named, limit=1))
            return any(scheme._admits_profile(profile) for profile in profiles)

        return self.filtered(is_open)

    @api.model
    def _get_network_partners(self, distributor) -> Domain:
        """Domain of a distributor and of all partners of the network below it."""
        return Domain("dms_tier_id", "!=", False) & Domain(
            "dms_network_path", "=like", f"{distributor.dms_network_path}%"
        )

    def _admits_profile(self, profile) -> bool:
        """Whether a partner of this kind may earn the scheme, lists of partners apart.

        :param profile: the partner's records in the order of ``AUDIENCE``
        """
        self.ensure_one()
        return not any(
            self._is_barred(allowed, value)
            for (_name, _operator, allowed), value in zip(AUDIENCE, profile, strict=True)
        )

    def _is_barred(self, name, value):
        """Whether one dimension of the audience keeps a partner out.

        :param name: the scheme's field of what is included
        :param value: what the partner is in that dimension, a record or none
        """
        self.ensure_one()
        path = value.parent_path if value and "parent_path" in value._fields else None
        found = {int(part) for part in path.split("/") if part} if path else set(value.ids)
        included, excluded = set(self[name].ids), set(self[f"excluded_{name}"].ids)
        return bool(included and not found & included or found & excluded)
