from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class DmsTerritory(models.Model):
    """Who works in a territory, beside those who have agreements on it."""

    _inherit = "dms.territory"

    def _hold_places(self):
        """Let approvals for the same territories come one after the other, so that no two take
        the last place: a second transaction waits for the first and is run again after it.
        """
        path = "".join(place.parent_path or "" for place in self).split("/")
        self.env.cr.execute(SQL(
            "UPDATE dms_territory SET write_date = write_date WHERE id = ANY(%s)",
            [int(part) for part in path if part],
        ))

    def _get_distributors(self, tier):
        """Distributors of a tier that work in this territory, or come in soon.

        :param tier: ``dms.tier``
        :return: ``res.partner`` records
        """
        self.ensure_one()
        return self.env["res.partner"].search(
            Domain("dms_territory_id", "child_of", self.id)
            & Domain("dms_tier_id", "=", tier.id)
            & Domain("dms_state", "in", ("onboarding", "active", "suspended"))
        )
