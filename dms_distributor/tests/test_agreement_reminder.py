from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementReminder(AgreementCommon):
    def _remind(self, agreement, days_left):
        """Let the clock run; what has been sent by then."""
        with freeze_time(agreement.date_effective_end - timedelta(days=days_left)):
            self._run("_cron_remind")
        return len(agreement.activity_ids), self.env["mail.mail"].search_count(
            [("model", "=", "dms.agreement"), ("res_id", "=", agreement.id),
             ("subject", "like", "Your agreement")]
        )

    def test_each_term_is_reminded_of_once(self):
        self.sunrise.email = "sunrise@example.com"
        self.north.user_id = self.manager
        agreement = self._bring(self.sunrise, start=self.today,
                                end=self.today + timedelta(days=365))
        sent = [self._remind(agreement, days) for days in (91, 90, 89, 60, 60, 30, 1, 0)]
        self.assertEqual(
            sent, [(0, 0), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3), (3, 3), (3, 3)]
        )
        self.assertEqual(agreement.activity_ids.user_id, self.manager)
        self.assertIn("ends on", agreement.activity_ids[0].note)

    def test_terms_that_have_passed_together_give_one_reminder(self):
        agreement = self._bring(self.sunrise, start=self.today,
                                end=self.today + timedelta(days=20))
        self.assertEqual(self._remind(agreement, 20)[0], 1)
        self.assertEqual(agreement.reminded_days, 30)

    def test_what_is_followed_is_not_reminded_of(self):
        agreement = self._bring(self.sunrise, start=self.today,
                                end=self.today + timedelta(days=365))
        renewal = agreement.browse(agreement.action_renew()["res_id"])
        self.assertEqual(self._remind(agreement, 60)[0], 0)
        renewal.action_cancel()
        self.assertEqual(self._remind(agreement, 60)[0], 1)

    def test_terms_are_the_company_s(self):
        agreement = self._bring(self.sunrise, start=self.today,
                                end=self.today + timedelta(days=365))
        self.env.company.dms_agreement_reminder_days = "10"
        self.assertEqual(self._remind(agreement, 60)[0], 0)
        self.env.company.dms_agreement_reminder_days = False
        self.assertEqual(self._remind(agreement, 5)[0], 0)
        with self.assert_refused(ValidationError, "soon"):
            self.env.company.dms_agreement_reminder_days = "90, soon"

    def test_days_left(self):
        agreement = self._bring(self.sunrise, start=self.today,
                                end=self.today + timedelta(days=20))
        self.assertEqual(agreement.days_left, 20)
