from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class DmsAgreement(models.Model):
    """What the clock does with agreements: it brings them into force, ends them and reminds."""

    _inherit = "dms.agreement"

    days_left = fields.Integer(
        compute="_compute_days_left", help="Days until it ends, when it is in force."
    )
    reminded_days = fields.Integer(
        readonly=True, copy=False,
        help="How many days before the end the last reminder of the renewal was due.",
    )

    @api.depends_context("tz")
    @api.depends("date_effective_end", "state")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            end = agreement.date_effective_end
            running = agreement.state == "active" and end
            agreement.days_left = (end - today).days if running else 0

    @api.model
    def _cron_update_states(self):
        """End what has ended, then bring into force what has begun."""
        today = fields.Date.context_today(self)
        ended = self.search([
            ("state", "in", ("approved", "active")), ("date_effective_end", "<", today)
        ])
        begun = self.search([("state", "=", "approved"), ("date_start", "<=", today)]) - ended
        self.env["ir.cron"]._commit_progress(remaining=len(ended) + len(begun))
        for agreement in ended:
            agreement._end()
            self.env["ir.cron"]._commit_progress(1)
        for agreement in begun:
            agreement._bring_into_force()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _cron_remind(self):
        """Remind of agreements that end soon and that nothing follows."""
        due = [
            (agreement, days)
            for company in self.env["res.company"].search([])
            for agreement, days in self._get_due_reminders(company)
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for agreement, days in due:
            agreement._remind(days)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _get_due_reminders(self, company):
        """Agreements of a company to remind of today, with the term that is reached.

        Of terms that have passed together, the last is due: one reminder, not three.

        :return: pairs of an agreement and a number of days
        """
        terms = company._get_dms_agreement_reminder_days()
        if not terms:
            return []
        today = fields.Date.context_today(self)
        ending = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "active")
            & Domain("date_effective_end", ">=", today)
            & Domain("date_effective_end", "<=", today + timedelta(days=max(terms)))
            & ~Domain("successor_ids.state", "not in", ("refused", "cancelled"))
        )
        due = []
        for agreement in ending:
            left = (agreement.date_effective_end - today).days
            term = min(days for days in terms if days >= left)
            if not agreement.reminded_days or agreement.reminded_days > term:
                due.append((agreement, term))
        return due

    def _remind(self, days):
        """Remind the manager by an activity and the distributor by mail.

        :param days: the term that is reached, in days before the end
        """
        self.ensure_one()
        self._write_past_validation(reminded_days=days)
        manager = self.distributor_id._get_dms_managers().get(self.distributor_id)
        self.activity_schedule(
            "dms_distributor.activity_agreement_renewal",
            date_deadline=fields.Date.context_today(self),
            user_id=(manager or self.user_id or self.env.user).id,
            note=self.env._(
                "%(agreement)s with %(distributor)s ends on %(date)s: renew it, or let it end.",
                agreement=self.display_name,
                distributor=self.distributor_id.name,
                date=format_date(self.env, self.date_effective_end),
            ),
        )
        self.env.ref("dms_distributor.mail_template_agreement_renewal").send_mail(self.id)
