from ast import literal_eval

from odoo import api, fields, models
from odoo.fields import Domain


class DmsOutreach(models.Model):
    """A sequence of mails to prospects, that stops by itself."""

    _name = "dms.outreach"
    _description = "Outreach"
    _inherit = ["mail.thread"]
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    step_ids = fields.One2many("dms.outreach.step", "outreach_id", string="Steps", copy=True)
    enrolment_ids = fields.One2many("dms.outreach.enrolment", "outreach_id", string="Enrolments")
    is_automatic = fields.Boolean(
        string="Enrol by Itself", tracking=True,
        help="Prospects that match the condition are enrolled, each once.",
    )
    lead_domain = fields.Char(
        string="Prospects", default="[]", tracking=True,
        help="Which prospects are enrolled by themselves.",
    )
    stop_on_reply = fields.Boolean(string="Reply Received", default=True)
    stop_on_stage = fields.Boolean(string="Stage Changed", default=True)
    stop_on_application = fields.Boolean(string="Application Received", default=True)
    bounce_limit = fields.Integer(
        string="Bounces", default=1, help="Stop after so many mails came back. 0: never."
    )
    attempt_limit = fields.Integer(
        string="Mails at Most", default=5,
        help="Stop after so many mails to one prospect, of whatever step. 0: no limit.",
    )
    running_count = fields.Integer(string="Running", compute="_compute_counts")
    done_count = fields.Integer(string="Completed", compute="_compute_counts")
    stopped_count = fields.Integer(string="Stopped", compute="_compute_counts")
    reply_count = fields.Integer(string="Replies", compute="_compute_counts")
    reply_rate = fields.Float(compute="_compute_counts")

    _limits_positive = models.Constraint(
        "CHECK (bounce_limit >= 0 AND attempt_limit >= 0)", "Limits cannot be negative."
    )

    def _compute_counts(self):
        rows = self.env["dms.outreach.enrolment"]._read_group(
            [("outreach_id", "in", self.ids)],
            ["outreach_id", "state", "stop_reason"],
            ["__count"],
        )
        counts = {}
        for outreach, state, reason, count in rows:
            for key in (state, reason, "all"):
                counts[outreach, key] = counts.get((outreach, key), 0) + count
        for outreach in self:
            outreach.running_count = counts.get((outreach, "running"), 0)
            outreach.done_count = counts.get((outreach, "done"), 0)
            outreach.stopped_count = counts.get((outreach, "stopped"), 0)
            outreach.reply_count = counts.get((outreach, "reply"), 0)
            total = counts.get((outreach, "all"), 0)
            outreach.reply_rate = outreach.reply_count / total if total else 0.0

    def action_open_enrolments(self):
        """Open the prospects in this sequence."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_outreach_enrolment"
            ),
            "domain": [("outreach_id", "=", self.id)],
            "context": {"default_outreach_id": self.id},
        }

    def _get_lead_domain(self) -> Domain:
        """Domain of the prospects that may be enrolled by themselves."""
        self.ensure_one()
        domain = Domain(literal_eval(self.lead_domain or "[]"))
        company = Domain("company_id", "in", (False, self.company_id.id))
        return domain & Domain([
            ("dms_is_prospect", "=", True),
            ("won_status", "=", "pending"),
            ("email_normalized", "!=", False),
            ("is_blacklisted", "=", False),
        ]) & (company if self.company_id else Domain.TRUE)

    @api.model
    def _enrol_matching(self):
        """Enrol the prospects that match the sequences which enrol by themselves.

        :return: the new enrolments
        """
        enrolments = self.env["dms.outreach.enrolment"]
        for outreach in self.search([("is_automatic", "=", True), ("step_ids", "!=", False)]):
            known = Domain("dms_enrolment_ids", "any", [("outreach_id", "=", outreach.id)])
            leads = self.env["crm.lead"].search(outreach._get_lead_domain() & ~known)
            enrolments |= outreach._enrol(leads)
        return enrolments

    def _enrol(self, leads):
        """Enrol prospects; those in a sequence that runs already are left where they are.

        :return: the new enrolments
        """
        self.ensure_one()
        busy = self.env["dms.outreach.enrolment"].sudo().search(
            [("lead_id", "in", leads.ids), ("state", "=", "running")]
        ).lead_id
        first = self.step_ids[:1]
        now = fields.Datetime.now()
        return self.env["dms.outreach.enrolment"].create([
            {
                "outreach_id": self.id,
                "lead_id": lead.id,
                "next_step_id": first.id,
                "next_date": fields.Datetime.add(now, days=first.delay_days),
                "start_stage_id": lead.stage_id.id,
                "start_bounce": lead.message_bounce,
            }
            for lead in leads - busy
            if first
        ])
