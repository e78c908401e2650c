from types import SimpleNamespace

from odoo import fields
from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.exceptions import UserError
from odoo.service import model as service
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

AMOUNT = 100


@tagged("post_install", "-at_install")
class TestSettlementConcurrency(RaceCase):
    """Two accountants settle one claim at once, on rows that are really committed."""

    def _prepare(self, env):
        env.company._create_dms_scheme_accounts()
        today = fields.Date.today()
        self.partner = env["res.partner"].create({"name": "Race"})
        self.claim_type = env["dms.claim.type"].create(
            {"name": "Race", "code": "RACE", "window_days": 0}
        )
        claim = env["dms.claim"].create({
            "claimant_id": self.partner.id, "type_id": self.claim_type.id,
            "date_from": today, "date_to": today, "claimed_amount": AMOUNT,
        })
        claim.action_submit()
        # Whatever tiers the database asks for.
        claim.review_ids.write({"status": "approved", "reviewed_date": fields.Datetime.now()})
        claim._decide("approved")
        self.claim, self.partner, self.claim_type = (
            claim.id, self.partner.id, self.claim_type.id
        )

    def _clean(self, env):
        claim = env["dms.claim"].browse(self.claim)
        moves = env["account.move.line"].search([
            "|", ("dms_claim_id", "=", self.claim), ("partner_id", "=", self.partner),
        ]).move_id
        (claim.message_ids | moves.message_ids).unlink()
        claim.review_ids.unlink()
        self._delete(env, "claim_id", self.claim, "dms_claim_settlement")
        self._delete(env, "move_line_id", moves.line_ids.ids, "account_analytic_line")
        self._delete(env, "move_id", moves.ids, "account_move_line")
        self._delete(env, "id", moves.ids, "account_move")
        self._delete(env, "partner_id", self.partner, "account_analytic_account")
        self._delete(env, "id", self.claim, "dms_claim")
        env["dms.claim.type"].browse(self.claim_type).unlink()
        env["res.partner"].browse(self.partner).unlink()

    def _get_env(self, cursor):
        return super()._get_env(cursor)(context={"tracking_disable": True})

    def _settle(self, cursor, amount):
        env = self._get_env(cursor)
        claim = env["dms.claim"].browse(self.claim)
        settlements = claim._settle("credit_note", {claim: amount})
        env.flush_all()
        return settlements

    def _read(self, cursor):
        cursor.execute(
            "SELECT settled_amount, state FROM dms_claim WHERE id = %s", [self.claim]
        )
        return cursor.fetchone()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_waits_and_finds_what_the_first_has_left(self):
        with self._open() as one, self._open() as two:
            self.assertEqual((self._read(one)[1], self._read(two)[1]), ("approved", "approved"))
            self._settle(one, 70)
            two.execute("SAVEPOINT waiting")
            with self.assertWaits(two):
                self._settle(two, 70)
            two.execute("ROLLBACK TO waiting")
            one.commit()
            with self.assertRaises(SerializationFailure):
                self._settle(two, 70)
            two.rollback()
            # Run again, as Odoo does, it finds what is left.
            with self.assertRaisesRegex(UserError, "30.00 remains"):
                self._settle(two, 70)
            two.rollback()
            env = self._get_env(two)
            retrying(lambda: self._settle(two, 30), env)
            two.commit()
        with self._open() as cursor:
            self.assertEqual(self._read(cursor), (100, "settled"))
            cursor.execute(
                "SELECT SUM(amount), COUNT(*) FROM dms_claim_settlement WHERE claim_id = %s",
                [self.claim],
            )
            self.assertEqual(tuple(map(int, cursor.fetchone())), (AMOUNT, 2))

    @mute_logger("odoo.sql_db")
    def test_what_is_rolled_back_is_left(self):
        with self._open() as one, self._open() as two:
            self._settle(one, 100)
            one.rollback()
            self.assertEqual(len(self._settle(two, 100)), 1)
            two.rollback()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_who_is_overtaken_to_the_last_is_told_so(self):
        self.patch(service, "MAX_TRIES_ON_CONCURRENCY_FAILURE", 2)
        self.patch(service, "time", SimpleNamespace(sleep=lambda _seconds: None))
        tries = []
        with self._open() as one, self._open() as two:

            def settle():
                tries.append(self._read(two))
                self._settle(one, 10)
                one.commit()
                self._settle(two, 10)

            env = self._get_env(two)
            with self.assertRaisesRegex(UserError, "at this very moment"):
                retrying(settle, env)
            two.rollback()
            self.assertEqual([int(settled or 0) for settled, _state in tries], [0, 10])
            # What was committed, or told, begins anew.
            self._settle(two, 10)
            two.commit()
        with self._open() as cursor:
            self.assertEqual(self._read(cursor), (30, "approved"))
