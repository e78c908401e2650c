from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsOutreachStep(models.Model):
    """One mail of an outreach."""

    _name = "dms.outreach.step"
    _description = "Outreach Step"
    _order = "outreach_id, sequence, id"

    outreach_id = fields.Many2one("dms.outreach", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="outreach_id.company_id", store=True, index=True)
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    template_id = fields.Many2one(
        "mail.template", string="Mail", required=True, ondelete="restrict",
        domain=[("model", "=", "crm.lead")],
    )
    delay_days = fields.Integer(
        string="Days Later", default=3, help="Days after the step before, or after the enrolment."
    )
    condition = fields.Char(
        default="[]", help="The mail goes to prospects that match; others pass to the next step."
    )
    sent_count = fields.Integer(string="Sent", readonly=True, copy=False)

    _delay_positive = models.Constraint(
        "CHECK (delay_days >= 0)", "A mail cannot be sent before the step before it."
    )

    @api.depends("template_id")
    def _compute_name(self):
        for step in self:
            step.name = step.name or step.template_id.name

    @api.constrains("template_id")
    def _check_template(self):
        for step in self:
            if step.template_id.model != "crm.lead":
                raise ValidationError(self.env._(
                    "%s is not written for leads: choose a mail template of leads.",
                    step.template_id.name,
                ))

    def action_preview(self):
        """Show the mail as a prospect would get it."""
        self.ensure_one()
        return self.template_id.action_open_mail_preview()

    def _filter_leads(self, leads):
        """Those of the leads to whom this step's mail is to go."""
        self.ensure_one()
        return leads.filtered_domain(Domain(literal_eval(self.condition or "[]")))

    def _get_next(self):
        """The step after this one; empty after the last."""
        self.ensure_one()
        steps = self.outreach_id.step_ids.sorted()
        return steps[steps.ids.index(self.id) + 1:][:1]
