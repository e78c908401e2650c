from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMoneyTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company._create_dms_scheme_accounts()
        new_test_user(
            cls.env, "money_tour",
            groups="dms_distributor.group_manager,account.group_account_user",
        )
        cls.partner = cls.env["res.partner"].create({
            "name": "Tour Traders", "is_company": True,
            "dms_tier_id": cls.env.ref("dms_distributor.tier_distributor").id,
        })
        cls.program = cls.env["dms.points.program"].create(
            {"name": "Tour Stars", "unit_value": 0.1}
        )

    def _consume(self, amount, points=0, **values):
        scheme = self.env["dms.scheme"].create({
            "name": "Tour scheme", "basis": "value", "calculation": "flat",
            "slab_ids": [Command.create({"threshold": 1, "rate": 10})], **values,
        })
        scheme.action_start()
        self.env["dms.scheme"]._consume([{
            "reservation": "tour", "source": "tour", "scheme_id": scheme.id,
            "distributor_id": self.partner.id, "partner_id": self.partner.id,
            "date": fields.Date.today(), "budget_amount": amount, "amount": amount,
            "points": points,
        }])

    def test_redeem_points(self):
        self._consume(0, 500, benefit_kind="points", points_program_id=self.program.id)
        self.start_tour(
            "/odoo/points-wallets",
            "dms_schemes_redeem_points", login="money_tour",
        )
        redemption = self.env["dms.points.redemption"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual((redemption.state, redemption.value), ("done", 40))
        self.assertEqual(redemption.move_id.amount_total, 40)

    def test_see_the_liability_and_accrue_it(self):
        self._consume(100, benefit_kind="amount", payout="off_invoice")
        action = self.env.ref("dms_schemes.action_scheme_liability")
        self.start_tour(f"/odoo/action-{action.id}", "dms_schemes_accrue", login="money_tour")
        accrual = self.env["dms.scheme.accrual"].search([], limit=1, order="id desc")
        self.assertEqual(accrual.line_ids.filtered(
            lambda line: line.partner_id == self.partner
        ).amount, 100)
        job = self.env["queue.job"].search([("model_name", "=", accrual._name)], limit=1)
        self.assertEqual(job.records, accrual)
