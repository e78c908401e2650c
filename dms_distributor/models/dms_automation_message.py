from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hash_sign

OPTOUT_SCOPE = "dms_automation_optout"
# What was not sent is looked into within weeks; what was sent is kept.
UNSENT_DAYS = 180


class DmsAutomationMessage(models.Model):
    """What a rule told a distributor on a day, by which ways, and what became of it."""

    _name = "dms.automation.message"
    _description = "Automation Message"
    _order = "date desc, id desc"
    _rec_name = "subject"

    rule_id = fields.Many2one(
        "dms.automation.rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(related="partner_id.dms_territory_id")
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [
            ("queued", "On Its Way"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("skipped", "Not Sent"),
        ],
        required=True, readonly=True, default="queued", index=True,
    )
    reason = fields.Char("Why Not", readonly=True)
    sent_date = fields.Datetime("Sent on", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html("Text", readonly=True, sanitize_attributes=False)
    email_to = fields.Char("E-mail", readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null",
                              ondelete="set null")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    manager_id = fields.Many2one("res.users", readonly=True, help="Who was given the activity.")
    has_mail = fields.Boolean("E-mailed", readonly=True)
    has_notice = fields.Boolean("Shown in the Portal", readonly=True)
    has_activity = fields.Boolean("Given to the Manager", readonly=True)
    read_date = fields.Datetime("Read on", readonly=True, help="In the portal.")
    subject_ids = fields.One2many("dms.automation.subject", "message_id", string="Told of")
    subject_count = fields.Integer("Things", readonly=True)

    _claim_unique = models.UniqueIndex(
        "(rule_id, partner_id, date)", "A rule tells a distributor once a day at most."
    )
    _notice_idx = models.Index("(partner_id, id DESC) WHERE has_notice")

    def action_open_partner(self):
        """Open the distributor."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_activity(self):
        """Open the manager's activity, done or not."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.activity",
            "res_id": self.activity_id.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_test": False},
        }

    @api.model
    def _claim(self, rule, partner_id: int):
        """Take it on to tell a distributor today.

        :return: the message; empty when it has been told today, by whatever run
        """
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO dms_automation_message (
                       rule_id, kind, company_id, partner_id, date, state, create_uid, create_date)
                   VALUES %s ON CONFLICT (rule_id, partner_id, date) DO NOTHING RETURNING id""",
                (rule.id, rule.kind, rule.company_id.id, partner_id, rule._get_today(), "queued",
                 self.env.uid, fields.Datetime.now()),
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _log_skips(self, rule, plans):
        """Remember why distributors were not told, once within the time of a repetition."""
        today = rule._get_today()
        recent = self.search(
            [("rule_id", "=", rule.id), ("state", "=", "skipped"),
             ("date", ">", today - timedelta(days=rule.repeat_days))]
        ).partner_id._ids
        for plan in plans:
            if plan.partner_id not in recent and (message := self._claim(rule, plan.partner_id)):
                message.write(
                    {"state": "skipped", "reason": plan.reason, "subject": rule.name,
                     "subject_count": len(plan.lines)}
                )

    def _write_out(self, plan):
        """Write what ``plan`` says: text, mail, notice and activity."""
        self.ensure_one()
        subject, body = self.rule_id._render_message(plan)
        self.env["dms.automation.subject"].create(
            [
                {"message_id": self.id, "record_id": line.record_id, "text": line.text,
                 "figures": line.values}
                for line in plan.lines
            ]
        )
        self.write(
            {
                "subject": subject,
                "body": body,
                "subject_count": len(plan.lines),
                **{f"has_{channel}": True for channel in plan.channels},
            }
        )
        if "activity" in plan.channels:
            self._schedule_activity(plan)
        if "mail" in plan.channels:
            self._queue_mail()
        else:
            self._set_sent()

    def _schedule_activity(self, plan):
        """Give the distributor's manager an activity that says what is the matter."""
        rule, partner = self.rule_id, self.partner_id
        manager = self.env["res.users"].browse(plan.manager_id)
        note = Markup("<p>%s</p><ul>%s</ul>") % (
            rule.sentence, Markup().join(Markup("<li>%s</li>") % line.text for line in plan.lines)
        )
        self.manager_id = manager
        self.activity_id = partner.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type_id=rule.activity_type_id.id,
            date_deadline=rule._get_today() + timedelta(days=rule.activity_days),
            summary=rule.name, note=note, user_id=manager.id,
        )

    def _queue_mail(self):
        """Put the mail into the queue of outgoing mails; Odoo sends it when this is committed."""
        self.email_to = self.partner_id.email_formatted
        self.mail_id = self.env["mail.mail"].sudo().create(self._prepare_mail_values())
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail_values(self) -> dict:
        """Values of the mail.

        :return: a dict for ``create``
        """
        partner = self.partner_id
        url = self._get_optout_url()
        return {
            "subject": self.subject,
            "body_html": self._render_mail(),
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "recipient_ids": [(4, partner.id)],
            "model": "res.partner",
            "res_id": partner.id,
            "auto_delete": False,
            "headers": repr({
                "List-Unsubscribe": f"<{url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "X-Auto-Response-Suppress": "OOF",
            }),
        }

    def _render_mail(self) -> Markup:
        """The message in the company's layout of mails, with the way to opt out below."""
        partner = self.partner_id
        lang = partner.lang or self.env.lang
        body = self.env["ir.qweb"].with_context(lang=lang)._render(
            "dms_distributor.automation_mail",
            {"message": self, "optout_url": self._get_optout_url(),
             "has_notice": self.has_notice, "base_url": self.get_base_url()},
        )
        return self.env["mail.render.mixin"].with_context(lang=lang)._render_encapsulate(
            "mail.mail_notification_light", body, context_record=partner,
            add_context={"company": self.company_id, "model_description": self.env._("message"),
                         "record_name": self.subject},
        )

    def _get_optout_url(self) -> str:
        """Address by which the receiver, without logging in, says that it wants no more."""
        token = hash_sign(
            self.env(su=True), OPTOUT_SCOPE, [self.partner_id.id, self.kind, self.company_id.id]
        )
        return f"{self.get_base_url()}/dms/messages/stop?token={token}"

    def _set_sent(self):
        self.write({"state": "sent", "sent_date": fields.Datetime.now(), "reason": False})

    def _set_read(self):
        """Remember that these have been read in the portal."""
        self.filtered(lambda message: not message.read_date).sudo().read_date = (
            fields.Datetime.now()
        )

    @api.autovacuum
    def _gc_unsent(self):
        """What was not sent long ago tells nobody anything."""
        self.search(
            [("state", "in", ("failed", "skipped")),
             ("date", "<", fields.Date.today() - timedelta(days=UNSENT_DAYS))], limit=10_000
        ).unlink()
