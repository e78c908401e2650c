from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditDunning(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dunning = cls.env["dms.dunning"]
        cls.mail, cls.call, cls.hold = cls.env["dms.dunning.level"].create([
            {"name": "Letter", "days": 5, "action": "mail", "company_id": cls.company.id,
             "template_id": cls.env.ref("dms_distributor.mail_template_dunning").id},
            {"name": "Call", "days": 10, "action": "call", "company_id": cls.company.id},
            {"name": "Stop", "days": 20, "action": "hold", "company_id": cls.company.id},
        ])
        cls.sunrise.email = "sunrise@example.com"
        cls.sunrise.user_id = cls.manager = cls._create_user(
            "t_manager", "dms_distributor.group_manager"
        )
        cls.manager.write({"company_ids": cls.company.ids, "company_id": cls.company.id})
        cls.invoice = cls._invoice(100, due_days=-25)

    def _run(self):
        """The run of one day; the steps of the days before are past."""
        self.dunning.search([("partner_id", "=", self.sunrise.id)]).date_last = False
        return self.dunning._dun(self.sunrise, self.company)

    def test_ladder_is_climbed_level_by_level(self):
        self._give_limit(1000)
        self.sunrise.dms_credit_account_ids.grace_days = 90
        case = self._run()
        self.assertEqual((case.level_id, case.overdue, case.oldest_days), (self.mail, 100, 25))
        mail = self.env["mail.mail"].search(
            [("model", "=", "dms.dunning"), ("res_id", "=", case.id)]
        )
        self.assertEqual(mail.recipient_ids, self.sunrise)
        self.assertIn(self.invoice.name, mail.body_html)
        self.assertFalse(self.dunning._dun(self.sunrise, self.company), "one step a day")
        self._run()
        self.assertEqual(case.level_id, self.call)
        self.assertEqual(case.activity_ids.user_id, self.manager)
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self._run()
        self.assertEqual((case.level_id, case.is_holding), (self.hold, True))
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(order.dms_hold_codes, "credit_dunning")
        self.assertEqual(case.step_ids.sorted("id").mapped("action"), ["mail", "call", "hold"])
        self.assertFalse(self._run(), "the ladder has ended")

    def test_payment_ends_it_at_once(self):
        for _step in range(3):
            case = self._run()
        self._pay(100, invoice=self.invoice)
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(order.state, "sale", "no run was needed")
        with self.enter_registry_test_mode():
            self.env.ref("dms_distributor.cron_credit_dunning").method_direct_trigger()
        case.invalidate_recordset()
        self.assertEqual((case.state, case.is_holding), ("paid", False))
        self.assertFalse(case.activity_ids)

    def test_partner_can_be_left_out(self):
        self.sunrise.dms_is_dunning_excluded = True
        self.assertFalse(self._run())

    def test_partner_without_address_is_called(self):
        self.sunrise.email = False
        case = self._run()
        self.assertIn("no e-mail address", case.step_ids.outcome)
        self.assertEqual(case.activity_ids.user_id, self.manager)

    def test_preview_does_what_is_ticked(self):
        other = self._invoice(50, due_days=-7, partner=self.seaside)
        self.env.flush_all()
        wizard = self.env["dms.dunning.run"].with_user(self.manager).with_company(
            self.company
        ).create({})
        lines = wizard.line_ids.filtered(
            lambda line: line.partner_id in self.sunrise | self.seaside
        )
        self.assertEqual(lines.mapped("level_id"), self.mail)
        self.assertFalse(self.dunning.search([("partner_id", "=", self.sunrise.id)]))
        lines.filtered(lambda line: line.partner_id == self.seaside).is_included = False
        wizard.action_run()
        self.assertTrue(self.dunning.search([("partner_id", "=", self.sunrise.id)]))
        self.assertFalse(self.dunning.search([("partner_id", "=", other.partner_id.id)]))
        wizard.line_ids.is_included = False
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            wizard.action_run()

    def test_only_managers_run_and_stop(self):
        case = self._run()
        user = self._create_user("t_u", "dms_distributor.group_user", territories=self.country)
        user.write({"company_ids": self.company.ids, "company_id": self.company.id})
        self.assertEqual(case.with_user(user).overdue, 100)
        with self.assertRaises(AccessError):
            case.with_user(user).action_stop()
        with self.assertRaises(AccessError):
            self.env["dms.dunning.run"].with_user(user).create({})
        case.with_user(self.manager).action_stop()
        self.assertEqual(case.state, "stopped")
        with self.assertRaisesRegex(UserError, "not being reminded"):
            case.action_stop()

    @mute_logger("odoo.sql_db")
    def test_bad_levels(self):
        for values in ({"days": 0}, {"days": 5}, {"action": "mail", "days": 6}):
            with (
                self.subTest(values),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["dms.dunning.level"].create({
                    "name": "Bad", "action": "call", "company_id": self.company.id, **values,
                })


@tagged("post_install", "-at_install")
class TestCreditProposal(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.limits = cls.env["dms.credit.limit"]
        for days, due, paid in ((300, 30, 20), (200, 30, 40), (100, 30, 30), (40, 30, None)):
            invoice = cls._invoice(3000, invoice_date=cls.today - timedelta(days=days),
                                   invoice_date_due=cls.today - timedelta(days=days - due))
            if paid is not None:
                cls._pay(
                    3000, invoice=invoice, date=cls.today - timedelta(days=days - paid)
                )

    def test_history_is_read(self):
        history = self.limits._read_histories(self.sunrise, self.company, self.today)[
            self.sunrise.id
        ]
        self.assertEqual((history.sales, history.days, history.terms), (12000, 300, 30))
        self.assertEqual((history.due, history.punctual), (12000, 6000))
        self.assertEqual((history.recent, history.earlier), (3000, 3000))

    def test_proposal_explains_itself_and_waits_for_approval(self):
        limit = self.limits._propose(self.sunrise | self.seaside, self.company)
        self.assertEqual(limit.partner_id, self.sunrise, "no history, no proposal")
        # 40 a day × 30 days × 1.5, three quarters of it for paying half in time.
        self.assertEqual((limit.amount, limit.state, limit.source), (1400, "submitted", "proposal"))
        self.assertEqual(
            limit.term_ids.mapped("code"), ["velocity", "punctuality", "trend", "rounding"]
        )
        self.assertIn("50%", limit.term_ids[1].explanation)
        self.assertTrue(all(limit.term_ids.mapped("explanation")))
        self.assertIsNone(self._get_statement().limit)
        limit.action_approve()
        self.assertEqual(self._get_statement().limit, 1400)
        self.assertFalse(self.limits._propose(self.sunrise, self.company), "nothing changes")

    def test_new_proposal_replaces_the_undecided_one(self):
        first = self.limits._propose(self.sunrise, self.company)
        second = self.limits._propose(self.sunrise, self.company)
        self.assertEqual((first.state, second.state), ("cancelled", "submitted"))

    def test_weights_are_the_companys(self):
        self.company.dms_credit_punctuality_weight = 100
        self.company.dms_credit_cover = 1
        limit = self.limits._propose(self.sunrise, self.company)
        self.assertEqual(limit.amount, 600)

    def test_cron_cuts_the_network_into_jobs(self):
        jobs = self.env["queue.job"]
        before = jobs.search([])
        self.limits._cron_propose()
        new = jobs.search([]) - before
        self.assertTrue(new)
        self.assertEqual(set(new.mapped("method_name")), {"_propose"})
