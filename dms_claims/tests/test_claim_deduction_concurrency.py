from contextlib import closing

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimDeductionConcurrency(BaseCase):
    """Two accountants claim what one invoice was paid short, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = self._get_env(cursor)
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
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = self._get_env(cursor)
            claims = env["dms.claim"].search([("claimant_id", "=", self.partner)])
            claims.message_ids.unlink()
            cursor.execute(SQL(
                "DELETE FROM tier_review WHERE model = 'dms.claim' AND res_id = ANY(%s)",
                claims.ids,
            ))
            cursor.execute(SQL("DELETE FROM dms_claim WHERE id = ANY(%s)", claims.ids))
            env.invalidate_all(flush=False)
            payment = env["account.payment"].browse(self.payment)
            payment.action_draft()
            payment.unlink()
            invoice = env["account.move"].browse(self.invoice)
            invoice.button_draft()
            invoice.with_context(force_delete=True).unlink()
            cursor.execute(SQL(
                "DELETE FROM account_payment_register WHERE partner_id = %s", self.partner
            ))
            env["res.partner"].browse(self.partner).unlink()
            cursor.commit()

    @staticmethod
    def _get_env(cursor):
        return api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def _confirm(self, cursor, number):
        env = self._get_env(cursor)
        env["dms.claim.deduct"].browse(self.wizards[number]).action_confirm()
        env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_two_users_make_one_claim(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            two.execute("SELECT 1")
            self._confirm(one, 0)
            two.execute("SET LOCAL lock_timeout = '300ms'; SAVEPOINT waiting")
            with self.assertRaises(Exception) as waiting:
                self._confirm(two, 1)
            self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
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
