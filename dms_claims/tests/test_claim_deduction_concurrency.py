from odoo import Command, fields
from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimDeductionConcurrency(RaceCase):
    """Two accountants claim what one invoice was paid short, on rows that are really committed."""

    def _prepare(self, env):
        partner = env["res.partner"].create({
            "name": "Race", "is_company": True,
            "dms_tier_id": env.ref("dms_distributor.tier_distributor").id,
        })
        invoice = env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [Command.create({
                "name": "Goods", "price_unit": 100, "tax_ids": [Command.clear()],
            })],
        })
        invoice.action_post()
        payment = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 90, "payment_difference_handling": "open"})._create_payments()
        wizards = env["dms.claim.deduct"].create([
            {"move_ids": [Command.set(invoice.ids)], "description": text}
            for text in ("Broken", "Broken again")
        ])
        self.partner, self.invoice, self.payment = partner.id, invoice.id, payment.id
        self.wizards = wizards.ids

    def _clean(self, env):
        claims = env["dms.claim"].search([("claimant_id", "=", self.partner)])
        claims.message_ids.unlink()
        claims.review_ids.unlink()
        self._delete(env, "id", claims.ids, "dms_claim")
        payment = env["account.payment"].browse(self.payment)
        payment.action_draft()
        payment.unlink()
        invoice = env["account.move"].browse(self.invoice)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self._delete(env, "partner_id", self.partner, "account_payment_register")
        env["res.partner"].browse(self.partner).unlink()

    def _get_env(self, cursor):
        return super()._get_env(cursor)(context={"tracking_disable": True})

    def _confirm(self, cursor, number):
        env = self._get_env(cursor)
        env["dms.claim.deduct"].browse(self.wizards[number]).action_confirm()
        env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_two_users_make_one_claim(self):
        with self._open() as one, self._open() as two:
            two.execute("SELECT 1")
            self._confirm(one, 0)
            two.execute("SAVEPOINT waiting")
            with self.assertWaits(two):
                self._confirm(two, 1)
            two.execute("ROLLBACK TO waiting")
            one.commit()
            with self.assertRaises(SerializationFailure):
                self._confirm(two, 1)
            two.rollback()
            # Run again, as Odoo does, it finds that all is claimed.
            with self.assertRaisesRegex(UserError, "0.00 is paid short and not claimed yet"):
                self._confirm(two, 1)
            two.rollback()
            two.execute(SQL(
                "SELECT state, claimed_amount FROM dms_claim WHERE deduction_move_id = %s",
                self.invoice,
            ))
            self.assertEqual(
                [(state, int(amount)) for state, amount in two.fetchall()], [("submitted", 10)]
            )
