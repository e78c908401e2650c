from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_field_domain(self, representative, *paths) -> Domain:
        """Domain of what this user walks itself, or of what lies in its network.

        Record rules call it, so it reads nothing beyond the user.

        :param representative: path to the field that holds the representative
        :param paths: see ``_get_network_domain``
        """
        return Domain(representative, "=", self.id) | self._get_network_domain(*paths)
