from odoo import fields, models

STOPPING_FIELDS = {"stage_id", "active", "email_from", "lost_reason_id", "message_bounce"}


class CrmLead(models.Model):
    """Outreach to prospects: what stops it, stops it at once."""

    _inherit = "crm.lead"

    dms_enrolment_ids = fields.One2many(
        "dms.outreach.enrolment", "lead_id", string="Outreach"
    )
    dms_enrolment_id = fields.Many2one(
        "dms.outreach.enrolment", string="Running Outreach", compute="_compute_dms_enrolment_id"
    )
    dms_opt_out_url = fields.Char(
        "Opt-out Address", compute="_compute_dms_enrolment_id",
        help="Where a prospect asks for no more mails.",
    )

    def _compute_dms_enrolment_id(self):
        enrolments = {
            enrolment.lead_id: enrolment
            for enrolment in self.env["dms.outreach.enrolment"].sudo().search(
                [("lead_id", "in", self.ids), ("state", "=", "running")]
            )
        }
        for lead in self:
            enrolment = enrolments.get(lead)
            lead.dms_enrolment_id = enrolment
            lead.dms_opt_out_url = enrolment and (
                f"{lead.get_base_url()}/distributors/outreach/{enrolment.id}/stop"
                f"?token={enrolment._get_opt_out_token()}"
            )

    def write(self, vals):
        result = super().write(vals)
        if STOPPING_FIELDS & vals.keys():
            self._stop_dms_outreach()
        return result

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if msg_vals.get("message_type", message.message_type) == "email":
            self._stop_dms_outreach()
        return result

    def _stop_dms_outreach(self):
        """Stop the outreach to these prospects where one of its rules says so."""
        self.env["dms.outreach.enrolment"].sudo().search(
            [("lead_id", "in", self.ids), ("state", "=", "running")]
        )._stop_where_due()
