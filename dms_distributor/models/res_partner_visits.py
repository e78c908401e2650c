from odoo import models


class ResPartner(models.Model):
    """What others may ask about visits; who records visits answers."""

    _inherit = "res.partner"

    def _get_dms_visit_spans(self, references) -> dict:
        """When visits to these partners began and ended.

        :param references: a set of what records of other models call visits
        :return: {reference: (begun, ended)} as naive UTC datetimes, of those that are known and
            have begun; of a visit that goes on, the end is the beginning
        """
        return {}

    def _get_dms_visit_claim_action(self, values):
        """What raises a claim for what a visit to this outlet has shown.

        It is asked each time that a visit is shown: it records nothing.

        :param values: ``reference`` (what others call the visit), ``distributor_id``,
            ``company_id`` and ``date``
        :return: an action, that shows the claims of the visit where there are some; False where
            nobody keeps claims, or none may be raised
        """
        return False
