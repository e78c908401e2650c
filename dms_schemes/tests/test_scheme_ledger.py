from decimal import Decimal as D

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestSchemeLedger(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capped = cls._create_scheme(budget_scope="scheme", budget_amount=100)
        cls.each = cls._create_scheme(budget_scope="distributor", budget_amount=50)

    def test_uncapped_scheme_grants_what_is_asked(self):
        self.assertEqual(self._reserve(self.scheme, "a", 5000), 5000)
        self.assertIsNone(self._get_left(self.scheme))

    def test_budget_is_promised_given_and_released(self):
        self.assertEqual(self._get_left(self.capped), 100)
        self.assertEqual(self._reserve(self.capped, "a", 60), 60)
        self.assertEqual(self._get_left(self.capped), 40)
        self.assertEqual(self._reserve(self.capped, "b", 60), 40, "only what was left")
        self.assertEqual(self._get_left(self.capped), 0)
        self._consume(self.capped, "a", 25, "invoice 1")
        self.assertEqual(self._get_left(self.capped), 0, "promised before, given now")
        self.env["dms.scheme"]._release(["a", "b"])
        self.assertEqual(self._get_left(self.capped), 75, "what was given stays given")
        self.assertEqual(
            (self.capped.budget_reserved, self.capped.budget_consumed), (0, 25)
        )

    def test_twice_is_once(self):
        for _time in range(2):
            self._reserve(self.capped, "a", 60)
            self._consume(self.capped, "a", 20, "invoice 1")
        self.assertEqual(self._get_left(self.capped), 40, "20 are given, 40 still promised")

    def test_another_figure_moves_the_promise(self):
        self._reserve(self.capped, "a", 60)
        self.assertEqual(self._reserve(self.capped, "a", 20), 20)
        self.assertEqual(self._get_left(self.capped), 80)
        self.assertEqual(self._reserve(self.capped, "a", 500), 100)

    def test_last_invoice_releases_the_rest(self):
        self._reserve(self.capped, "a", 60)
        self._consume(self.capped, "a", 50, "invoice 1", is_final=True)
        self.assertEqual(self._get_left(self.capped), 50)

    def test_return_gives_back(self):
        self._reserve(self.capped, "a", 60)
        self._consume(self.capped, "a", 60, "invoice 1")
        grant = self._consume(self.capped, "a", -15, "refund 1")
        self.assertEqual(grant.stage, "claw_back")
        self.assertEqual(self._get_left(self.capped), 55)
        self.assertEqual(self.capped.granted_amount, 45)

    def test_each_distributor_has_its_own(self):
        self.assertEqual(self._reserve(self.each, "a", 60), 50)
        self.assertEqual(self._get_left(self.each), 0)
        self.assertEqual(self._get_left(self.each, self.two), 50)
        self.assertEqual(self._reserve(self.each, "b", 60, self.two), 50)
        self.each.budget_ids.filtered(lambda b: b.distributor_id == self.two).amount = 80
        self.assertEqual(self._get_left(self.each, self.two), 30)
        self.assertEqual(self._get_left(self.each), 0)

    def test_lock_tells_the_same(self):
        left = self.env["dms.scheme"]._lock_budgets(
            [self.scheme.id, self.capped.id, self.each.id], self.two
        )
        self.assertEqual(left, {self.capped.id: 100, self.each.id: 50})

    def test_balance_is_the_sum_of_the_rows(self):
        for step, amount in enumerate((30, 10, 45, 5, 0, 70)):
            self._reserve(self.capped, f"a{step % 3}", amount)
            self._consume(self.capped, f"a{step % 2}", D(amount) / 4, f"invoice {step}")
        total = 0
        for grant in self.capped.env["dms.scheme.grant"].search(
            [("scheme_id", "=", self.capped.id)], order="id"
        ):
            total += grant.reserved + grant.consumed
            self.assertAlmostEqual(grant.balance, total, 6)

    def test_other_currency(self):
        currency = self.env["res.currency"].create({
            "name": "TST", "symbol": "T", "rounding": 0.01,
            "rate_ids": [(0, 0, {"rate": 4, "name": "2020-01-01"})],
        })
        left = self.env["dms.scheme"]._get_budget_left(self.capped.ids, self.one, currency)
        self.assertEqual(left, {self.capped.id: 400})
        self.assertEqual(
            self._reserve(self.capped, "a", 240, currency_id=currency.id), 240
        )
        self.assertEqual(self._get_left(self.capped), 40)

    def test_queries_do_not_grow_with_the_ledger_or_the_schemes(self):
        schemes = self.capped
        for _step in range(4):
            schemes |= self._create_scheme(budget_scope="scheme", budget_amount=100)
        self.env["dms.scheme"]._lock_budgets(schemes.ids, self.one)
        with self.assertQueryCount(2):
            self.env["dms.scheme"]._lock_budgets(schemes.ids, self.one)
        # Which of them are capped, and what is left of those.
        with self.assertQueryCount(2):
            self.env["dms.scheme"]._get_budget_left(schemes.ids, self.one)

    def test_ledger_is_append_only(self):
        self._reserve(self.capped, "a", 60)
        grant = self.env["dms.scheme.grant"].search([("reservation", "=", "a")])
        with self.assertRaisesRegex(AccessError, "never changed"):
            grant.reserved = 0
        with self.assertRaisesRegex(AccessError, "never deleted"):
            grant.unlink()

    def test_levels_are_told(self):
        with trap_jobs() as trap:
            self._reserve(self.capped, "a", 79)
            trap.assert_jobs_count(0)
            self._reserve(self.capped, "b", 1)
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.capped.budget_level, "warning")
        self.assertIn("80 %", self.capped.message_ids[0].body)
        with trap_jobs() as trap:
            self._reserve(self.capped, "c", 30)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.capped.budget_level, "used_up")
        self.assertIn("used up", self.capped.activity_ids[0].summary)
        self.assertIn(self.capped, self.env["dms.scheme"].search([
            ("budget_level", "=", "used_up")
        ]))
        self.capped.budget_amount = 200
        self.assertEqual(self.capped.budget_level, "open")
        self.assertEqual(self._reserve(self.capped, "d", 100), 100)

    def test_scope_of_a_running_scheme_stands(self):
        with self.assertRaises(UserError):
            self.capped.budget_scope = "none"

    @mute_logger("odoo.sql_db")
    def test_budget_without_cap_is_refused(self):
        with self.assertRaisesRegex(IntegrityError, "budget_positive"):
            self._create_scheme(budget_scope="scheme")

    def test_partner_sees_what_it_was_granted(self):
        self._consume(self.scheme, "a", 12, "invoice 1")
        self.assertEqual(self.one.dms_granted_amount, 12)
        self.assertEqual(self.two.dms_granted_amount, 0)
