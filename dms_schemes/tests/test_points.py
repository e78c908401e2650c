from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestPoints(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company._create_dms_scheme_accounts()
        cls.product = cls.env["product.product"].create({"name": "Bicycle", "type": "consu"})
        cls.program = cls.env["dms.points.program"].create({
            "name": "Stars", "unit_value": 0.05, "breakage": 20, "expiry_months": 12,
            "gift_ids": [Command.create({"product_id": cls.product.id, "points": 300})],
        })
        cls.scheme = cls._create_scheme(
            benefit_kind="points", points_program_id=cls.program.id
        )
        cls.today = fields.Date.context_today(cls.env.user)

    def _earn(self, points, source="invoice 1", partner=None, date=None):
        return self.env["dms.scheme"]._consume([self._prepare_request(
            self.scheme, f"p{source}", 0, partner, source=source, points=points,
            date=date or self.today,
        )])

    def _get_wallet(self, partner=None):
        return self.env["dms.points.wallet"].search([
            ("partner_id", "=", (partner or self.one).id), ("program_id", "=", self.program.id),
        ])

    def _redeem(self, points=0, **values):
        redemption = self.env["dms.points.redemption"].create({
            "program_id": self.program.id, "partner_id": self.one.id, "points": points, **values,
        })
        redemption.action_redeem()
        return redemption

    def test_points_are_earned_once_and_taken_back(self):
        for _time in range(2):
            self._earn(500)
        self.assertEqual(self._get_wallet().balance, 500)
        self._earn(-120, "refund 1")
        wallet = self._get_wallet()
        self.assertEqual((wallet.balance, wallet.value), (380, 19))
        self.assertEqual(wallet.entry_ids.mapped("balance"), [380, 500])
        self.assertEqual(self.program.open_points, 380)
        self.assertAlmostEqual(self.program.liability, 380 * 0.05 * 0.8, 2)

    def test_redeemed_as_credit_note(self):
        self._earn(500)
        redemption = self._redeem(400)
        self.assertEqual(redemption.move_id.move_type, "out_refund")
        self.assertEqual((redemption.move_id.state, redemption.move_id.amount_total),
                         ("posted", 20))
        self.assertEqual(self._get_wallet().balance, 100)
        redemption.action_cancel()
        self.assertEqual(self._get_wallet().balance, 500)
        self.assertEqual(redemption.move_id.amount_residual, 0)
        self.assertEqual(redemption.move_id.reversal_move_ids.state, "posted")

    def test_redeemed_as_gift(self):
        self._earn(700)
        redemption = self._redeem(method="gift", line_ids=[
            Command.create({"gift_id": self.program.gift_ids.id, "quantity": 2})
        ])
        self.assertEqual(redemption.points, 600)
        order = redemption.order_id
        self.assertEqual((order.state, order.amount_total), ("sale", 0))
        self.assertEqual(order.order_line.product_uom_qty, 2)
        redemption.action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(self._get_wallet().balance, 700)

    def test_never_more_than_the_wallet_holds(self):
        self._earn(100)
        with self.assertRaisesRegex(UserError, "100.* points .*redeem fewer"):
            self._redeem(101)
        self.program.minimum_points = 50
        with self.assertRaisesRegex(UserError, "at least 50"):
            self._redeem(40)

    def test_oldest_points_lapse_unless_redeemed(self):
        old = self.today - relativedelta(months=13)
        self._earn(300, "old", date=old)
        self._earn(200, "new")
        self._redeem(100)
        wallets = self.env["dms.points.wallet"]
        for _time in range(2):
            wallets._cron_expire()
        self.assertEqual(self._get_wallet().balance, 200)
        lapsed = self._get_wallet().entry_ids.filtered(lambda entry: entry.kind == "expire")
        self.assertEqual(lapsed.points, -200)

    def test_lapsing_soon_is_shown(self):
        self._earn(300, "old", date=self.today - relativedelta(months=11))
        self.assertEqual(self._get_wallet().lapsing, 300)

    def test_entries_are_append_only(self):
        self._earn(100)
        entry = self._get_wallet().entry_ids
        with self.assertRaises(AccessError):
            entry.points = 5
        with self.assertRaises(AccessError):
            entry.unlink()

    def test_done_redemption_stands(self):
        self._earn(100)
        redemption = self._redeem(10)
        with self.assertRaisesRegex(UserError, "stands as it is"):
            redemption.points = 5
        with self.assertRaisesRegex(UserError, "kept for the record"):
            redemption.unlink()

    def test_scheme_of_points_needs_a_program(self):
        with self.assertRaisesRegex(UserError, "choose the program"):
            self._create_scheme(benefit_kind="points")

    def test_liability_is_booked(self):
        self._earn(1000)
        accrual = self.env["dms.scheme.accrual"].create({"date": self.today})
        accrual._job_post()
        line = accrual.line_ids.filtered(lambda line: line.program_id == self.program)
        self.assertEqual((line.amount, line.partner_id), (40, self.one))
        self._redeem(600)
        again = self.env["dms.scheme.accrual"].create({"date": self.today})
        again._job_post()
        line = again.line_ids.filtered(lambda line: line.program_id == self.program)
        # 400 points are open: 16. The credit note of 30 left a provision of 10.
        self.assertEqual((line.provision, line.amount), (10, 6))
        report = self.env["dms.scheme.liability"].create({})
        line = report.line_ids.filtered(lambda line: line.program_id == self.program)
        self.assertEqual((line.owed, line.provision, line.difference), (16, 16, 0))

    def test_portal_reads_its_own_points(self):
        self._earn(100)
        self._earn(50, "other", self.two)
        user = new_test_user(self.env, "points_portal", "base.group_portal")
        user.partner_id.parent_id = self.one
        wallets = self.env["dms.points.wallet"].with_user(user).search([])
        self.assertEqual(wallets.mapped("balance"), [100])
        self.assertEqual(wallets.entry_ids.partner_id, self.one)

    @mute_logger("odoo.models.unlink")
    def test_form(self):
        self._earn(500)
        with Form(self.env["dms.points.redemption"].with_context(
            **self._get_wallet().action_redeem()["context"]
        )) as form:
            self.assertEqual((form.points, form.balance), (500, 500))
            form.points = 100
        self.assertEqual(form.record.value, 5)
