from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimReport(SettlementCase):
    def _age(self, claim, days, decided=None):
        """Have a claim submitted so many days ago, and decided so many."""
        values = {"submit_date": self.today - timedelta(days=days)}
        if decided is not None:
            values["decision_date"] = self.today - timedelta(days=decided)
        claim.with_context(skip_validation_check=True).sudo().write(values)

    def _search(self, name="dms.claim.report", *domain):
        """Rows of the company of these tests: the demonstration has claims too."""
        self.env.flush_all()
        self.env[name].invalidate_model()
        return self.env[name].search([("company_id", "=", self.company.id), *domain])

    def _row(self, claim):
        return self._search("dms.claim.report", ("claim_id", "=", claim.id))

    def test_liability_by_age(self):
        ages = {0: "d00_07", 7: "d00_07", 8: "d08_15", 15: "d08_15", 16: "d16_30", 30: "d16_30",
                31: "d31_60", 60: "d31_60", 61: "d61", 400: "d61"}
        claims = {days: self._claim(100 + days) for days in ages}
        for days, claim in claims.items():
            self._age(claim, days)
        rows = self._search()
        self.assertEqual(
            {row.claim_id: (row.age_bucket, row.age_days) for row in rows},
            {claims[days]: (age, days) for days, age in ages.items()},
        )
        groups = dict(self.env["dms.claim.report"]._read_group(
            [("id", "in", rows.ids)], ["age_bucket"], ["open_amount:sum"]
        ))
        self.assertEqual(groups, {
            "d00_07": 207, "d08_15": 223, "d16_30": 246, "d31_60": 291, "d61": 661,
        })

    def test_work_list_goes_by_the_same_age(self):
        claims = self.env["dms.claim"]
        for days in (3, 40, 200):
            claim = self._claim(100)
            self._age(claim, days)
            claims |= claim
        self.assertEqual(claims.mapped("open_age"), ["d00_07", "d31_60", "d61"])
        domain = [("id", "in", claims.ids)]
        groups = dict(self.env["dms.claim"]._read_group(domain, ["open_age"], ["open_amount:sum"]))
        self.assertEqual(groups, {"d00_07": 100, "d31_60": 100, "d61": 100})
        old = self.env["dms.claim"].search([*domain, ("open_age", "in", ("d31_60", "d61"))])
        self.assertEqual(old, claims[1:])
        claims[0]._settle("credit_note")
        self.assertFalse(claims[0].open_age)
        self.assertEqual(claims[0].open_amount, 0)
        self.assertEqual(
            self.env["dms.claim"].search([*domain, ("open_age", "=", False)]), claims[0]
        )

    def test_liability_is_what_the_books_say(self):
        self._earn(300, "a")
        self._accrue()
        under_scheme = self._claim_under_scheme(300)
        part = self._claim(200, 150)
        part._settle("credit_note", {part: 40})
        under_scheme._settle("credit_note", {under_scheme: 100})
        self._claim(70)._settle("lapse", reason="Too small")
        report = self._assert_books()
        rows = self._search("dms.claim.report", ("state", "=", "approved"))
        self.assertEqual(sum(rows.mapped("open_amount")), 310)
        self.assertEqual(report.owed, 310)

    def test_cost_leaves_out_what_lapsed_and_what_was_taken_back(self):
        claim = self._claim(100)
        claim._settle("credit_note", {claim: 60})
        claim._settle("lapse", reason="The rest is void")
        row = self._row(claim)
        self.assertEqual(
            (row.approved_amount, row.settled_amount, row.lapsed_amount, row.cost_amount),
            (100, 60, 40, 60),
        )
        back = claim._create_reversal(25, "Too much")
        self._decide(back)
        back._settle("credit_note")
        rows = row | self._row(back)
        self.assertEqual(sum(rows.mapped("cost_amount")), 35)
        self.assertEqual(self._row(back).cost_amount, -25)

    def test_times(self):
        claim = self._claim(100)
        self._age(claim, 20, decided=8)
        claim._settle("credit_note")
        row = self._row(claim)
        self.assertEqual(
            (row.decision_days, row.settlement_days, row.total_days), (12, 8, 20)
        )
        self.assertEqual(row.in_time, 0)
        self.assertFalse(row.age_bucket)
        fast = self._claim(100)
        rows = row | self._row(fast)
        [(days, in_time)] = self.env["dms.claim.report"]._read_group(
            [("id", "in", rows.ids)], [], ["decision_days:avg", "in_time:avg"]
        )
        self.assertEqual((days, in_time), (6, 50))

    def test_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": euro.id, "company_id": self.company.id, "name": day, "rate": rate}
            for day, rate in ((self.today - timedelta(days=90), 0.25), (self.today, 0.5))
        ])
        claim = self._claim(100, currency_id=euro.id)
        self._age(claim, 20, decided=10)
        row = self._row(claim)
        self.assertEqual(row.claimed_amount, 400)
        self.assertEqual(row.open_amount, 200)

    def test_reasons(self):
        reason = self.env.ref("dms_claims.claim_reason_above_expected")
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "date_from": self.today,
            "date_to": self.today, "line_ids": [
                Command.create({"name": "Crates", "claimed_amount": 80}),
                Command.create({"name": "Bottles", "claimed_amount": 20}),
            ],
        })
        claim.action_submit()
        claim.line_ids[0].write({
            "proposed_amount": 50, "reason_id": reason.id, "reason": "Five crates were whole",
        })
        claim.action_approve()
        refused = self._claim_refused(40, "No proof")
        rows = self._search("dms.claim.refusal.report")
        self.assertEqual(
            {(row.line_id.name, row.reason_id, row.remark, row.outcome, row.refused_amount)
             for row in rows},
            {
                ("Crates", reason, "Five crates were whole", "reduced", 30.0),
                (refused.line_ids.name, reason.browse(), "No proof", "refused", 40.0),
            },
        )
        self.assertEqual(rows.filtered("reason_id").reason_kind, reason.kind)

    def _claim_refused(self, amount, reason):
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "date_from": self.today,
            "date_to": self.today, "claimed_amount": amount,
        })
        claim.action_submit()
        claim.decision_reason = reason
        claim.action_refuse()
        self.env.flush_all()
        return claim

    def test_access(self):
        claim = self._claim(100, 90)
        self.env.flush_all()
        auditor = new_test_user(
            self.env, "claim_auditor", groups="account.group_account_readonly",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        stranger = new_test_user(
            self.env, "claim_seller", groups="dms_distributor.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = new_test_user(
            self.env, "claim_foreigner", groups="account.group_account_invoice",
            company_id=elsewhere.id, company_ids=[Command.set(elsewhere.ids)],
        )
        employee = new_test_user(self.env, "claim_employee", groups="base.group_user")
        for name in ("dms.claim.report", "dms.claim.refusal.report"):
            report = self.env[name]
            for user, count in ((self.accountant, 1), (auditor, 1), (stranger, 0)):
                with self.subTest(report=name, user=user.login):
                    rows = report.with_user(user).search([])
                    self.assertEqual(len(rows), count)
                    if rows:
                        action = rows.action_open_claim()
                        self.assertEqual(action["res_id"], claim.id)
            foreign = report.with_user(foreigner).with_company(elsewhere).with_context(
                allowed_company_ids=elsewhere.ids
            )
            self.assertFalse(foreign.search([("claim_id", "=", claim.id)]))
            with self.assertRaises(AccessError):
                report.with_user(employee).search([])
