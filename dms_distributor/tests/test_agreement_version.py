from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementVersion(AgreementCommon):
    def test_amendment_ends_the_former_the_day_before(self):
        first = self._bring(self.sunrise, coverage="exclusive", margin_percent=4)
        second = self._amend(first, self.today, margin_percent=5)
        self.assertRecordValues(first | second, [
            {"state": "superseded", "date_effective_end": self.today - timedelta(days=1),
             "version": 1},
            {"state": "active", "date_effective_end": first.date_end, "version": 2},
        ])
        self.assertEqual(second.name, first.name)
        self.assertEqual(second.display_name, f"{first.name}, version 2")
        self.assertEqual(first.version_ids, first | second)
        yesterday = self.today - timedelta(days=1)
        self.assertEqual(self.sunrise._get_dms_agreements(yesterday)[self.sunrise], first)
        self.assertEqual(self.sunrise._get_dms_agreements()[self.sunrise], second)

    def test_amendment_to_come_leaves_the_former_in_force_till_then(self):
        start = self.today + timedelta(days=5)
        first = self._bring(self.sunrise, end=self.today + timedelta(days=90))
        second = self._amend(first, start)
        self.assertEqual((first.state, second.state), ("active", "approved"))
        self.assertEqual(first.date_effective_end, start - timedelta(days=1))
        with freeze_time(start):
            self._run("_cron_update_states")
        self.assertEqual((first.state, second.state), ("superseded", "active"))

    def test_cancelled_amendment_gives_the_former_its_end_back(self):
        first = self._bring(self.sunrise, end=self.today + timedelta(days=90))
        second = self._amend(first, self.today + timedelta(days=5))
        second.action_cancel()
        self.assertEqual(first.date_effective_end, self.today + timedelta(days=90))
        claims = first.sudo().claim_ids
        self.assertEqual(claims.date_to, self.today + timedelta(days=90))
        self.assertFalse(second.sudo().claim_ids)
        third = first.browse(first.action_amend()["res_id"])
        self.assertEqual(third.version, 3)

    def test_one_version_follows_another(self):
        first = self._bring(self.sunrise)
        second = first.browse(first.action_amend()["res_id"])
        for method in ("action_amend", "action_renew"):
            with self.assert_refused(UserError, second.name):
                getattr(first, method)()
        with self.assert_refused(UserError, "is not in force"):
            second.action_amend()

    def test_amendment_cannot_start_before_what_it_amends(self):
        first = self._bring(self.sunrise)
        second = first.browse(first.action_amend()["res_id"])
        second.date_start = first.date_start - timedelta(days=1)
        with self.assert_refused(UserError, "cannot start before"):
            second.action_submit()

    def test_renewal_has_the_same_length(self):
        for start, end, next_end in (
            (self._year(1, 1), self._year(12, 31), self._year(12, 31).replace(
                year=self.today.year + 1)),
            (self._year(1, 1), self.today + timedelta(days=3),
             self.today + timedelta(days=3) + (self.today + timedelta(days=4)
                                               - self._year(1, 1))),
        ):
            first = self._create_agreement(self.sunrise, start=start, end=end)
            if (end + timedelta(days=1)).day == 1 and end != self._year(12, 31):
                next_end = first._get_period_end(end + timedelta(days=1))
            self.assertEqual(first._get_period_end(end + timedelta(days=1)), next_end)

    def test_renewal_follows_without_a_gap(self):
        first = self._bring(self.sunrise, coverage="exclusive")
        renewal = first.browse(first.action_renew()["res_id"])
        self.assertRecordValues(renewal, [{
            "origin": "renewal", "version": 2, "predecessor_id": first.id,
            "date_start": first.date_end + timedelta(days=1), "state": "draft",
        }])
        renewal.action_submit()
        renewal.action_approve()
        self.assertEqual((first.state, renewal.state), ("active", "approved"))
        with freeze_time(renewal.date_start):
            self._run("_cron_update_states")
        self.assertEqual((first.state, renewal.state), ("expired", "active"))

    def test_renewal_of_an_amendment_has_the_length_of_the_whole(self):
        first = self._bring(self.sunrise)
        second = self._amend(first, self.today)
        renewal = second.browse(second.action_renew()["res_id"])
        self.assertEqual(renewal.date_end, first.date_end.replace(year=first.date_end.year + 1))

    def test_endless_agreement_is_not_renewed(self):
        endless = self._create_agreement(self.sunrise)
        endless.date_end = False
        endless.action_submit()
        endless.action_approve()
        self.assertFalse(endless.date_effective_end)
        with self.assert_refused(UserError, "has no end"):
            endless.action_renew()

    def test_differences_are_told_term_by_term(self):
        first = self._bring(self.sunrise, margin_percent=4, is_return_allowed=True)
        second = first.browse(first.action_amend()["res_id"])
        second.write({
            "date_start": first.date_start, "margin_percent": 5.5, "is_return_allowed": False,
            "coverage": "exclusive", "territory_ids": [(4, self.south.id)],
        })
        differences = {label: values for label, *values in second._get_differences(first)}
        self.assertEqual(differences, {
            "Coverage": ["Intensive", "Exclusive"],
            "Margin": ["4 %", "5.5 %"],
            "Returns Accepted": ["Yes", "No"],
            "Territory": ["T-C / T-N", "T-C / T-N, T-C / T-S"],
        })
        self.assertIn("<del>4 %</del>", second.difference_html)
        self.assertFalse(first.difference_html)

    def test_amendment_takes_the_targets_to_come(self):
        months = [(month, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
                  for month in (1, 12)]
        first = self._create_agreement(self.sunrise, target_ids=[
            (0, 0, {"date_from": self._year(month, 1), "date_to": self._year(month, last),
                    "amount": 100})
            for month, last in months
        ])
        first.action_submit()
        first.action_approve()
        with freeze_time(self._year(6, 15)):
            second = first.browse(first.action_amend()["res_id"])
        self.assertEqual(second.target_ids.date_from, self._year(12, 1))
        self.assertEqual(len(first.target_ids), 2)
