from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.notification import notify


class DmsOutreachEnrol(models.TransientModel):
    """Asks into which outreach prospects are to be taken."""

    _name = "dms.outreach.enrol"
    _description = "Start an Outreach"

    outreach_id = fields.Many2one(
        "dms.outreach", required=True, domain=[("step_ids", "!=", False)],
        default=lambda self: self.env["dms.outreach"].search([("step_ids", "!=", False)], limit=1),
    )
    lead_ids = fields.Many2many(
        "crm.lead", string="Prospects", required=True,
        default=lambda self: self.env.context.get("active_ids"),
        domain=[("dms_is_prospect", "=", True)],
    )

    def action_enrol(self):
        """Enrol the prospects.

        :raise UserError: when none of them can be written to
        """
        self.ensure_one()
        leads = self.lead_ids.filtered(
            lambda lead: lead.email_normalized
            and not lead.is_blacklisted
            and lead.won_status == "pending"
        )
        enrolments = self.outreach_id._enrol(leads)
        if not enrolments:
            raise UserError(self.env._(
                "None of these prospects can be taken into %s: they have no e-mail address, have "
                "opted out, are won or lost, or are in an outreach already.",
                self.outreach_id.name,
            ))
        return notify(self.env._(
            "%(count)s of %(total)s prospects are in %(outreach)s now.",
            count=len(enrolments), total=len(self.lead_ids), outreach=self.outreach_id.name,
        ))
