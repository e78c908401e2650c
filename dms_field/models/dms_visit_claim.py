from odoo import api, fields, models
from odoo.exceptions import UserError

BEGUN_STATES = ("in_progress", "done")


class DmsVisit(models.Model):
    """Claims for what a visit has shown; whoever keeps claims says how they are raised."""

    _inherit = "dms.visit"

    is_claimable = fields.Boolean(compute="_compute_is_claimable")

    @api.depends_context("uid")
    @api.depends("state", "outlet_id", "distributor_id", "source_key")
    def _compute_is_claimable(self):
        for visit in self:
            visit.is_claimable = bool(visit._get_claim_action())

    def action_claim(self):
        """Raise a claim for what the visit has shown, or show those that were raised.

        :raise UserError: when the visit cannot lead to a claim
        """
        self.ensure_one()
        action = self._get_claim_action()
        if not action:
            raise UserError(self.env._(
                "No claim can be raised on the visit to %s: it must have begun, and a distributor "
                "must supply the outlet.", self.outlet_id.display_name,
            ))
        return action

    def _get_claim_action(self):
        """The action by which a claim is raised; False where none can be."""
        self.ensure_one()
        if self.state not in BEGUN_STATES or not self.distributor_id:
            return False
        return self.outlet_id._get_dms_visit_claim_action({
            "reference": self._get_reference(),
            "distributor_id": self.distributor_id.id,
            "company_id": self.company_id.id,
            "date": self.date,
        })

    def _get_reference(self) -> str:
        """What records of other models call the visit: its key, or its id where it has none."""
        self.ensure_one()
        return self.source_key or f"visit:{self._origin.id}"

    @api.model
    def _get_referred_ids(self, references) -> list[int]:
        """Ids of the visits that are called by them, see ``_get_reference``."""
        numbers = (reference.removeprefix("visit:") for reference in references
                   if reference.startswith("visit:"))
        return [int(number) for number in numbers if number.isdecimal() and len(number) < 10]
