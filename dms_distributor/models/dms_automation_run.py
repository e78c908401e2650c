import logging
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..automating import fill_html, fill_text, is_time
from ..tools.notification import notify
from .dms_automation_kinds import Line

_logger = logging.getLogger(__name__)

CHUNK = 20
# A message names so many; the rest is counted.
SHOWN_LINES = 15
SKIPS = ("told", "optout", "unreachable", "later")
# Skips that somebody may ask about afterwards; the others are the rule's own pace.
LOGGED_SKIPS = ("optout", "unreachable")


class Plan(NamedTuple):
    """What a rule would do for a distributor today.

    :ivar manager_id: user who looks after it; None: nobody does
    :ivar lines: what it is told of: only what it has not been told of lately
    :ivar channels: of ``mail``, ``notice`` and ``activity``, those that reach somebody
    :ivar skip: why nothing happens, one of ``SKIPS``; empty: something does
    :ivar reason: the same for people
    """

    partner_id: int
    manager_id: int | None
    lines: list[Line]
    channels: tuple[str, ...]
    skip: str
    reason: str


class DmsAutomationRule(models.Model):
    """How messages go out: planned for all at once, claimed, then written.

    A claim (a row of the log, unique for rule, distributor and day) and all that it leads to (the
    mail in the queue, the activity, the notice) are one transaction, so a crash leaves both or
    neither, and two runs at once can never tell a distributor twice.
    """

    _inherit = "dms.automation.rule"

    def action_run(self):
        """Send now what is due, at whatever hour; what went out today does not go out again."""
        self.check_access("write")
        counts = [rule.sudo()._run() for rule in self]
        return notify(self.env._("%s messages have been sent.", sum(counts)))

    @api.model
    def _cron_run(self):
        """Run each rule whose time it is."""
        rules = self.search([("state", "=", "running")])
        due = rules.filtered(lambda rule: rule._is_due())
        for done, rule in enumerate(due, 1):
            rule._run(is_cron=True)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                break

    def _is_due(self) -> bool:
        """Whether the rule may run now, in the time of its company."""
        self.ensure_one()
        zone = ZoneInfo(self.company_id.partner_id.tz or self.env.user.tz or "UTC")
        now, last = (
            moment and moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
            for moment in (fields.Datetime.now(), self.last_run)
        )
        return is_time(
            now, self._get_weekdays(), self.first_hour, self.last_hour,
            last.date() if last else None,
        )

    def _run(self, *, is_cron=False) -> int:
        """Send what is due today.

        :param is_cron: keep what is done after each chunk
        :return: how many distributors were told
        """
        self.ensure_one()
        rule = self.with_company(self.company_id)
        plans = rule._get_plans()
        due = [plan for plan in plans if not plan.skip]
        sent = 0
        for chunk in split_every(CHUNK, due):
            # Another run at this moment has this lock, and does the work.
            if not rule.try_lock_for_update():
                break
            sent += sum(rule._send(plan) for plan in chunk)
            if is_cron and not self.env["ir.cron"]._commit_progress():
                break
        else:
            self.env["dms.automation.message"]._log_skips(
                rule, [plan for plan in plans if plan.skip in LOGGED_SKIPS]
            )
            rule.last_run = fields.Datetime.now()
        return sent

    def _get_plans(self) -> list[Plan]:
        """What the rule would do today, for every distributor that it has something to tell.

        Both the preview and the run go by it.
        """
        self.ensure_one()
        partners = self.env["res.partner"].search(self._get_partner_domain())
        found = self._match(partners)
        told = self._get_told_records()
        opted_out = self.env["dms.automation.optout"]._get_partner_ids(self.kind, self.company_id)
        managers = partners.browse(found)._get_dms_managers()
        left = self.max_messages - self._count_today()
        plans = []
        for partner in partners.browse(found):
            lines = [
                line for line in found[partner.id] if (partner.id, line.record_id) not in told
            ]
            manager = managers[partner]
            channels = self._get_channels(partner, manager, partner.id in opted_out)
            skip = self._get_skip(lines, channels, partner.id in opted_out, left)
            left -= not skip
            plans.append(
                Plan(
                    partner.id, manager.id, lines or found[partner.id], channels, skip,
                    self._explain_skip(skip, partner),
                )
            )
        return plans

    def _get_channels(self, partner, manager, is_opted_out: bool) -> tuple[str, ...]:
        """Ways in which ``partner`` or its manager is told."""
        wanted = {
            "mail": self.send_mail and partner.email and not is_opted_out,
            "notice": self.post_notice and not is_opted_out,
            "activity": self.create_activity and manager,
        }
        return tuple(channel for channel, is_wanted in wanted.items() if is_wanted)

    def _get_skip(self, lines, channels, is_opted_out: bool, left: int) -> str:
        """Why a distributor is not told, one of ``SKIPS``; empty when it is."""
        if not lines:
            return "told"
        if not channels:
            return "optout" if is_opted_out else "unreachable"
        return "" if left > 0 else "later"

    def _explain_skip(self, skip: str, partner) -> str:
        """The same for people."""
        return {
            "": "",
            "told": self.env._("Told within the last %s days.", self.repeat_days),
            "optout": self.env._("%s does not want these messages.", partner.name),
            "unreachable": self.env._(
                "No chosen way reaches %s: it has no e-mail address, or nobody looks after it.",
                partner.name,
            ),
            "later": self.env._("Enough for today: it follows on another day."),
        }[skip]

    def _get_told_records(self) -> set[tuple[int, int]]:
        """Pairs of distributor and record that are not to be told of again yet."""
        since = self._get_today() - timedelta(days=self.repeat_days)
        rows = self.env.execute_query(
            SQL(
                """SELECT m.partner_id, s.record_id
                     FROM dms_automation_message m JOIN dms_automation_subject s
                          ON s.message_id = m.id
                    WHERE m.rule_id = %s AND m.date > %s AND m.state IN ('queued', 'sent')""",
                self.id, since,
            )
        )
        return set(rows)

    def _count_today(self) -> int:
        """Messages of the rule that went out today."""
        return self.env["dms.automation.message"].search_count(
            [("rule_id", "=", self.id), ("date", "=", self._get_today()),
             ("state", "in", ("queued", "sent"))]
        )

    def _send(self, plan: Plan) -> bool:
        """Claim and write one message; what fails is logged and stops no other.

        :return: whether it went out
        """
        message = self.env["dms.automation.message"]._claim(self, plan.partner_id)
        if not message:
            return False
        try:
            with self.env.cr.savepoint():
                message._write_out(plan)
                self.env.flush_all()
        except Exception as error:  # pylint: disable=broad-except
            # Whatever it is, the others are to be told.
            _logger.warning("%s, %s: %s", self.name, message.partner_id.name, error)
            self.env.invalidate_all(flush=False)
            message.write({"state": "failed", "reason": str(error)})
            return False
        return True

    def _render_message(self, plan: Plan) -> tuple[str, Markup]:
        """Subject and text of the message, in the language of who receives it."""
        partner = self.env["res.partner"].browse(plan.partner_id)
        rule = self.with_context(lang=partner.lang or self.env.lang)
        manager = self.env["res.users"].browse(plan.manager_id or ())
        values = {
            "partner": partner.name,
            "company": rule.company_id.name,
            "manager": (manager or rule.company_id).name,
            "count": len(plan.lines),
            "days": rule.days,
            "percent": rule.percent,
        }
        rows = Markup().join(
            Markup("<li>%s</li>") % line.text for line in plan.lines[:SHOWN_LINES]
        )
        if len(plan.lines) > SHOWN_LINES:
            rows += Markup("<li>%s</li>") % rule.env._(
                "and %s more", len(plan.lines) - SHOWN_LINES
            )
        listing = Markup("<ul>%s</ul>") % rows
        subject = fill_text(rule.subject or rule.name, {**values, "list": ""})
        return subject, Markup(fill_html(str(rule.body or ""), {**values, "list": listing}))
