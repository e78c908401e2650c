from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.addons.mail.tests.common import MockEmail
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_automation import TODAY, AutomationCase, days_ago

RUN = "odoo.addons.dms_distributor.models.dms_automation_run"


@tagged("post_install", "-at_install")
class TestAutomationRun(AutomationCase, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell(days_ago(60))
        cls.lapsed = cls.rule(
            "lapsed_outlet", create_activity=True, subject="{count} lapsed of {partner}",
            body="<p>Dear {partner}, {manager}, {days}:</p>{list}",
        )

    def test_preview_is_what_is_sent(self):
        preview = self.env["dms.automation.preview"].with_user(self.manager)._prepare(
            self.lapsed.with_user(self.manager)
        )
        self.assertEqual((preview.due_count, preview.skipped_count), (1, 0))
        line = preview.line_ids
        self.assertFalse(self.messages(self.lapsed), "nothing has been sent")
        self.lapsed.with_user(self.manager).action_run()
        message = self.messages(self.lapsed)
        for name in ("partner_id", "subject", "body", "has_mail", "has_notice", "has_activity",
                     "manager_id"):
            self.assertEqual(message[name], line[name], name)
        self.assertEqual(message.subject_ids.mapped("text"), line.why.splitlines())
        self.assertEqual(message.subject, "1 lapsed of Test Traders")
        self.assertIn("Corner Shop", message.body)
        again = self.env["dms.automation.preview"]._prepare(self.lapsed)
        self.assertEqual((again.due_count, again.skipped_count), (0, 1))
        self.assertIn("Told within the last 7 days", again.line_ids.reason)

    def test_what_goes_out(self):
        self.lapsed._run()
        message = self.messages(self.lapsed)
        self.assertEqual((message.state, message.date), ("queued", TODAY))
        mail = message.mail_id
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.distributor)
        self.assertIn("Corner Shop", mail.body_html)
        self.assertIn("/dms/messages/stop?token=", mail.body_html)
        self.assertIn("List-Unsubscribe", mail.headers)
        activity = message.activity_id
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(
            self.env[activity.res_model].browse(activity.res_id), self.distributor
        )
        self.assertIn("Corner Shop", activity.note)
        self.assertEqual(
            message.subject_ids.action_open_record()["res_id"], self.outlet.id
        )
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(message.state, "sent")
        self.assertTrue(message.sent_date)

    def test_mail_that_fails_is_told(self):
        self.lapsed._run()
        message = self.messages(self.lapsed)
        message.mail_id._postprocess_sent_message([], [], "Mailbox full", "unknown")
        self.assertEqual((message.state, message.reason), ("failed", "Mailbox full"))

    def test_once_a_day_and_not_of_the_same_thing_before_long(self):
        self.assertEqual(self.lapsed._run(), 1)
        self.assertEqual(self.lapsed._run(), 0)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertEqual(self.lapsed._run(), 0, "told three days ago")
            self.sell(days_ago(60), self.other_outlet)
            self.assertEqual(self.lapsed._run(), 1, "another outlet has lapsed")
            newest = self.messages(self.lapsed)[0]
            self.assertEqual(newest.subject_count, 1)
            self.assertIn("Second Shop", newest.body)
            self.assertNotIn("Corner Shop", newest.body)
        with freeze_time(fields.Datetime.now() + timedelta(days=7)):
            self.assertEqual(self.lapsed._run(), 1, "a week is over")
            self.assertIn("Corner Shop", self.messages(self.lapsed)[0].body)

    def test_opted_out(self):
        optout = self.env["dms.automation.optout"].create(
            {"partner_id": self.distributor.id, "kind": "lapsed_outlet"}
        )
        plan = self.plans(self.lapsed)[self.distributor.id]
        self.assertEqual(plan.channels, ("activity",), "its manager is told all the same")
        self.lapsed.create_activity = False
        self.lapsed._run()
        message = self.messages(self.lapsed)
        self.assertEqual(message.state, "skipped")
        self.assertIn("does not want these messages", message.reason)
        self.assertFalse(message.mail_id or message.has_notice)
        optout.kind = "reorder"
        self.assertIn("mail", self.plans(self.lapsed)[self.distributor.id].channels)
        optout.kind = False
        self.assertEqual(self.plans(self.lapsed)[self.distributor.id].skip, "optout")

    def test_skips_are_logged_once(self):
        self.lapsed.write({"create_activity": False, "post_notice": False})
        self.distributor.email = False
        for days in (0, 1, 2):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self.lapsed._run()
        self.assertEqual(self.messages(self.lapsed).mapped("state"), ["skipped"])
        self.assertIn("no e-mail address", self.messages(self.lapsed).reason)

    def test_at_most(self):
        others = self.env["res.partner"]
        for number in range(3):
            other = self.distributor.copy({"name": f"Traders {number}"})
            outlet = self.outlet.copy({"dms_upstream_id": other.id, "dms_code": f"A-O{number}"})
            self.sell(days_ago(60), outlet, distributor=other)
            others += other
        self.lapsed.write({"partner_domain": f"[('id', 'in', {(self.distributor + others).ids})]",
                           "max_messages": 3})
        self.assertEqual(self.lapsed._run(), 3)
        self.assertEqual(self.lapsed._run(), 0, "enough for today")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self.lapsed._run(), 1)

    @mute_logger(RUN)
    def test_one_that_fails_stops_no_other(self):
        other = self.distributor.copy({"name": "Aaa Traders"})
        outlet = self.outlet.copy({"dms_upstream_id": other.id, "dms_code": "A-O9"})
        self.sell(days_ago(60), outlet, distributor=other)
        self.lapsed.partner_domain = f"[('id', 'in', {(self.distributor + other).ids})]"
        cls = self.registry["dms.automation.message"]
        queue = cls._queue_mail

        def fail(message):
            queue(message)
            if message.partner_id == other:
                raise ValueError("no such layout")

        with patch.object(cls, "_queue_mail", fail):
            self.assertEqual(self.lapsed._run(), 1)
        failed = self.messages(self.lapsed, partner_id=other.id)
        self.assertEqual((failed.state, failed.reason), ("failed", "no such layout"))
        self.assertFalse(failed.mail_id or failed.activity_id or failed.subject_ids)
        self.assertFalse(
            self.env["mail.mail"].search([("recipient_ids", "=", other.id)]),
            "nothing of what failed is left",
        )
        self.assertEqual(self.plans(self.lapsed)[other.id].skip, "", "it is tried again")

    def test_crash_between_claim_and_send_leaves_nothing(self):
        cls = self.registry["dms.automation.message"]
        with (
            patch.object(cls, "_write_out", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
        ):
            self.lapsed._run()
        self.env.invalidate_all(flush=False)
        self.assertFalse(self.messages(self.lapsed), "the claim went with what it was for")
        self.assertEqual(self.lapsed._run(), 1)
        self.assertEqual(
            self.env["mail.mail"].search_count([("recipient_ids", "=", self.distributor.id)]), 1
        )

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("dms_distributor.cron_automation").method_direct_trigger()
        self.env.invalidate_all()

    def test_cron(self):
        self.run_cron()
        self.assertEqual(len(self.messages(self.lapsed)), 1)
        self.assertEqual(fields.Date.to_date(self.lapsed.last_run), TODAY)
        self.assertFalse(self.lapsed._is_due(), "it has run today")

    def test_hours(self):
        self.env.company.partner_id.tz = "Asia/Kolkata"
        self.lapsed.write({"first_hour": 9, "last_hour": 10, "on_saturday": False,
                           "on_sunday": False})
        for moment, is_due in (
            ("2026-11-23 03:29:00", False), ("2026-11-23 03:30:00", True),
            ("2026-11-23 04:29:00", True), ("2026-11-23 04:30:00", False),
            ("2026-11-22 03:45:00", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(self.lapsed._is_due(), is_due)

    def test_only_running_rules_run(self):
        self.lapsed.action_pause()
        self.run_cron()
        self.assertFalse(self.messages(self.lapsed))
        copy = self.lapsed.copy()
        self.assertEqual((copy.state, copy.days), ("draft", self.lapsed.days))

    def test_rule_that_does_nothing_does_not_start(self):
        nothing = {"send_mail": False, "post_notice": False, "create_activity": False}
        days = {f"on_{day}day": False for day in
                ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}
        for values in (nothing, days, {"subject": False}):
            with self.subTest(values), self.assertRaises(UserError):
                self.rule("reorder", **values)

    def test_language_of_the_receiver(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.distributor.lang = "fr_FR"
        self.lapsed.with_context(lang="fr_FR").subject = "{count} perdus"
        self.lapsed._run()
        self.assertEqual(self.messages(self.lapsed).subject, "1 perdus")

    def test_who_may(self):
        user = new_test_user(self.env, "automation_user", groups="dms_distributor.group_user")
        with self.assertRaises(AccessError):
            self.lapsed.with_user(user).action_run()
        with self.assertRaises(AccessError):
            self.lapsed.with_user(user).action_start()
        self.lapsed._run()
        messages = self.env["dms.automation.message"]
        self.assertFalse(messages.with_user(user).search([("rule_id", "=", self.lapsed.id)]))
        user.dms_network_ids = self.distributor
        self.assertTrue(messages.with_user(user).search([("rule_id", "=", self.lapsed.id)]))
        with self.assertRaises(AccessError):
            self.messages(self.lapsed).with_user(self.manager).write({"subject": "x"})

    def test_queries_do_not_grow_by_distributor(self):
        def count(partners):
            self.lapsed.partner_domain = f"[('id', 'in', {partners.ids})]"
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.lapsed._get_plans()), len(partners))
            return self.env.cr.sql_log_count - before

        others = self.distributor
        for number in range(12):
            other = self.distributor.copy({"name": f"Traders {number}"})
            outlet = self.outlet.copy({"dms_upstream_id": other.id, "dms_code": f"Q-O{number}"})
            self.sell(days_ago(60), outlet, distributor=other)
            others += other
        count(others)
        self.assertLessEqual(count(others), count(others[:2]) + 1)
