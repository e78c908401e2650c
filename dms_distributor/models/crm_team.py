from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dms_is_network = fields.Boolean(
        string="Prospects of the Network",
        help="Leads of this team are companies that may become partners of the distribution "
        "network. It has stages of its own.",
    )

    @api.model
    def _get_dms_team(self):
        """The team that wins distributors.

        :return: a ``crm.team``, empty when there is none in the companies of the user
        """
        return self.search(
            [
                ("dms_is_network", "=", True),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            order="company_id, sequence, id",
            limit=1,
        )
