import psycopg2.errors
from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

from .dms_outlet_registration import OUTLET_FIELDS

# What may be said of an outlet from outside.
RECORDED_FIELDS = {*OUTLET_FIELDS.values(), "contact_name", "note", "source_key"}


class DmsOutletRegistration(models.Model):
    """Registrations that come from elsewhere: the portal, the field and other programs."""

    _inherit = "dms.outlet.registration"

    @api.model
    def _register_outlets(self, values_list, source="api"):
        """Register outlets met elsewhere and submit them; those sent before stay as they are.

        :param values_list: dicts of fields of the registration, as for ``create``; without a
            ``source_key`` each call registers anew
        :param source: ``portal``, ``field`` or ``api``
        :return: the registrations, in the order of ``values_list``
        :raise UserError: for a field that may not be given, or what is missing, naming the outlet
        :raise AccessError: when a distributor or a known registration is not the user's
        """
        keys = [values["source_key"] for values in values_list if values.get("source_key")]
        # Past the rules, so that another's registration is refused and not taken for a new one.
        known = {
            registration.source_key: registration
            for registration in self.sudo().search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("source", "=", source),
                    ("source_key", "in", keys),
                ]
            )
        }
        registrations = self = self.browse()
        for values in values_list:
            registration = known.get(values.get("source_key"), self).with_env(self.env)
            if registration:
                registration.check_access("read")
            else:
                registration = self._register_one(values, source)
                if values.get("source_key"):
                    known[values["source_key"]] = registration
            registrations += registration
        return registrations

    @api.model
    def _register_one(self, values, source):
        """Create and submit one registration.

        :raise ConcurrencyError: when the same one comes in at this moment, so that the call is
            run again and finds it
        """
        unknown = values.keys() - RECORDED_FIELDS
        if unknown:
            raise UserError(self.env._(
                "Outlet %(name)s: %(fields)s cannot be registered; allowed are %(allowed)s.",
                name=values.get("name") or "?",
                fields=", ".join(sorted(unknown)), allowed=", ".join(sorted(RECORDED_FIELDS)),
            ))
        missing = [name for name in ("name", "distributor_id") if not values.get(name)]
        if missing:
            raise UserError(self.env._(
                "Outlet %(name)s: %(fields)s is missing.",
                name=values.get("name") or "?", fields=", ".join(missing),
            ))
        self._check_registrable(self.env["res.partner"].browse(values["distributor_id"]))
        try:
            with self.env.cr.savepoint():
                registration = self.sudo().create(
                    {**values, "source": source, "company_id": self.env.company.id}
                )
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(
                self.env._("Outlet %s is being registered at this moment.", values["name"])
            ) from error
        registration.action_submit()
        return registration.with_env(self.env)

    @api.model
    def _check_registrable(self, distributor):
        """Refuse to register outlets for a distributor that is not the user's.

        :raise AccessError: naming nothing of a distributor that the user may not see
        """
        user = self.env.user
        is_manager = user.has_group("dms_distributor.group_manager")
        if self.env.su or (is_manager and distributor.has_access("read")):
            return
        if not distributor.sudo().filtered_domain(user._get_network_domain()):
            raise AccessError(self.env._(
                "Outlets can be registered for distributors of your own network only."
            ))
