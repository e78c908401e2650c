from odoo import api, fields, models
from odoo.tools import hmac, split_every

BATCH = 50

STOP_REASONS = [
    ("reply", "Reply received"),
    ("stage", "Stage changed"),
    ("application", "Application received"),
    ("opt_out", "Opted out"),
    ("won", "Won"),
    ("lost", "Lost or archived"),
    ("bounce", "Mail came back"),
    ("no_address", "No e-mail address"),
    ("limit", "Mails at most reached"),
    ("manual", "Stopped by hand"),
]


class DmsOutreachEnrolment(models.Model):
    """A prospect in an outreach: what it got, what comes next, or why it stopped."""

    _name = "dms.outreach.enrolment"
    _description = "Outreach Enrolment"
    _order = "next_date, id"
    _rec_name = "lead_id"

    outreach_id = fields.Many2one("dms.outreach", required=True, index=True, ondelete="cascade")
    lead_id = fields.Many2one(
        "crm.lead", string="Prospect", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="outreach_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="lead_id.user_id")
    territory_id = fields.Many2one(related="lead_id.dms_territory_id")
    state = fields.Selection(
        [("running", "Running"), ("done", "Completed"), ("stopped", "Stopped")],
        required=True, default="running", readonly=True,
    )
    stop_reason = fields.Selection(STOP_REASONS, readonly=True)
    stop_date = fields.Datetime(string="Stopped on", readonly=True)
    next_step_id = fields.Many2one("dms.outreach.step", readonly=True, ondelete="set null")
    next_date = fields.Datetime(string="Next Mail on")
    last_date = fields.Datetime(string="Last Mail on", readonly=True)
    attempt_count = fields.Integer(string="Mails Sent", readonly=True)
    start_stage_id = fields.Many2one("crm.stage", string="Stage at Enrolment", readonly=True)
    start_bounce = fields.Integer(string="Bounces at Enrolment", readonly=True)

    _running_unique = models.UniqueIndex(
        "(lead_id) WHERE state = 'running'", "This prospect is in an outreach already."
    )
    _due_idx = models.Index("(next_date) WHERE state = 'running'")

    def action_send_now(self):
        """Send the next mail without waiting for its day."""
        self.filtered(lambda enrolment: enrolment.state == "running")._send_next()

    def action_stop(self):
        """Take prospects out of the sequence."""
        self.filtered(lambda enrolment: enrolment.state == "running")._stop("manual")

    @api.model
    def _cron_send(self):
        """Enrol, stop and send what is due, a batch at a time."""
        self.env["dms.outreach"]._enrol_matching()
        self.search([("state", "=", "running")])._stop_where_due()
        due = self.search([
            ("state", "=", "running"), ("next_date", "<=", fields.Datetime.now()),
        ])
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(due))
        for ids in split_every(BATCH, due.ids):
            # What was done by hand meanwhile is not done again.
            batch = self.browse(ids).exists().try_lock_for_update()
            batch.filtered(lambda enrolment: enrolment.state == "running")._send_next()
            if not progress._commit_progress(len(ids)):
                break

    def _send_next(self):
        """Send the next mail to these prospects, unless a rule stops it, and set the one after."""
        for step, enrolments in (self - self._stop_where_due()).grouped("next_step_id").items():
            if not step:
                enrolments._complete()
                continue
            leads = step._filter_leads(enrolments.lead_id)
            mailed = enrolments.filtered(lambda record, leads=leads: record.lead_id in leads)
            if leads:
                # The mail is gone when it was sent; its text stays on the prospect.
                step.template_id.send_mail_batch(
                    leads.ids,
                    email_values={"is_notification": True, "auto_delete": True},
                    email_layout_xmlid="mail.mail_notification_light",
                )
            step.sudo().sent_count += len(leads)
            mailed._count_attempt()
            enrolments._advance(step)

    def _count_attempt(self):
        now = fields.Datetime.now()
        for count, enrolments in self.grouped("attempt_count").items():
            enrolments.write({"attempt_count": count + 1, "last_date": now})

    def _advance(self, step):
        """Go on to the step after the given one."""
        following = step._get_next()
        if not following:
            self._complete()
            return
        date = fields.Datetime.add(fields.Datetime.now(), days=following.delay_days)
        self.write({"next_step_id": following.id, "next_date": date})

    def _complete(self):
        self.write({
            "state": "done", "next_step_id": False, "next_date": False,
            "stop_date": fields.Datetime.now(),
        })

    def _stop(self, reason):
        """Stop these, for one of the reasons of ``stop_reason``."""
        self.write({
            "state": "stopped", "stop_reason": reason, "next_date": False,
            "stop_date": fields.Datetime.now(),
        })

    def _stop_where_due(self):
        """Stop those of these to which a stop rule applies.

        :return: the stopped ones
        """
        reasons = self._get_stop_reasons()
        stopped = self.browse()
        for reason, _label in STOP_REASONS:
            hit = self.browse(record.id for record, found in reasons.items() if found == reason)
            if hit:
                hit._stop(reason)
                stopped |= hit
        return stopped

    def _get_stop_reasons(self) -> dict:
        """Why each of these should stop, by the rules of its outreach; in few queries.

        :return: reasons by enrolment; those that may go on are left out
        """
        running = self.filtered(lambda record: record.state == "running")
        replied = running._get_replied()
        applied = self.env["dms.application"].sudo().search([
            ("lead_id", "in", running.lead_id.ids), ("state", "!=", "cancelled"),
        ]).lead_id
        reasons = {}
        for record in running:
            lead, rules = record.lead_id, record.outreach_id
            limit = rules.attempt_limit
            bounces = lead.message_bounce - record.start_bounce
            # The first that holds is the one to tell.
            found = next(
                (
                    reason
                    for reason, holds in (
                        ("won", lead.won_status == "won"),
                        ("lost", lead.won_status == "lost" or not lead.active),
                        ("no_address", not lead.email_normalized),
                        ("opt_out", lead.is_blacklisted),
                        ("bounce", rules.bounce_limit and bounces >= rules.bounce_limit),
                        ("reply", rules.stop_on_reply and record in replied),
                        ("application", rules.stop_on_application and lead in applied),
                        ("stage", rules.stop_on_stage and lead.stage_id != record.start_stage_id),
                        ("limit", limit and record.attempt_count >= limit),
                    )
                    if holds
                ),
                None,
            )
            if found:
                reasons[record] = found
        return reasons

    def _get_replied(self):
        """Those whose prospect has written since the enrolment."""
        messages = self.env["mail.message"].sudo()._read_group(
            [
                ("model", "=", "crm.lead"),
                ("res_id", "in", self.lead_id.ids),
                ("message_type", "=", "email"),
                # The staff may write by mail, too.
                "|", ("author_id", "=", False), ("author_id.partner_share", "=", True),
            ],
            ["res_id"],
            ["date:max"],
        )
        last = dict(messages)
        return self.filtered(
            lambda record: record.lead_id.id in last
            and last[record.lead_id.id] >= record.create_date
        )

    def _opt_out(self):
        """Write to the address of this prospect no more, from any outreach or mailing."""
        self.ensure_one()
        if self.lead_id.email_normalized:
            self.env["mail.blacklist"]._add(
                self.lead_id.email_normalized,
                message=self.env._("Opted out of the outreach %s", self.outreach_id.name),
            )
        self.lead_id._stop_dms_outreach()

    def _get_opt_out_token(self):
        """What proves that a link to opt out comes from a mail of this enrolment."""
        self.ensure_one()
        return hmac(self.env(su=True), "dms-outreach-opt-out", self.id)
