from contextlib import closing
from types import SimpleNamespace

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

AMOUNT = 100


@tagged("post_install", "-at_install")
class TestSettlementConcurrency(BaseCase):
    """Two accountants settle one claim at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
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
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            cursor.execute(
                """SELECT array_agg(DISTINCT move_id) FROM account_move_line
                    WHERE dms_claim_id = %s OR partner_id = %s""", [self.claim, self.partner],
            )
            [moves] = cursor.fetchone()
            cursor.execute("DELETE FROM dms_claim_settlement WHERE claim_id = %s", [self.claim])
            cursor.execute(
                """DELETE FROM account_analytic_line WHERE move_line_id IN (
                    SELECT id FROM account_move_line WHERE move_id = ANY(%s))""", [moves],
            )
            cursor.execute("DELETE FROM account_move_line WHERE move_id = ANY(%s)", [moves])
            cursor.execute("DELETE FROM account_move WHERE id = ANY(%s)", [moves])
            cursor.execute(
                "DELETE FROM account_analytic_account WHERE partner_id = %s", [self.partner]
            )
            cursor.execute(
                "DELETE FROM tier_review WHERE model = 'dms.claim' AND res_id = %s", [self.claim]
            )
            cursor.execute(
                """DELETE FROM mail_message WHERE model = 'dms.claim' AND res_id = %(claim)s
                       OR model = 'account.move' AND res_id = ANY(%(moves)s)""",
                {"claim": self.claim, "moves": moves},
            )
            cursor.execute("DELETE FROM dms_claim WHERE id = %s", [self.claim])
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["dms.claim.type"].browse(self.claim_type).unlink()
            env["res.partner"].browse(self.partner).unlink()
            cursor.commit()

    def _settle(self, cursor, amount):
        env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
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
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self.assertEqual((self._read(one)[1], self._read(two)[1]), ("approved", "approved"))
            self._settle(one, 70)
            two.execute("SAVEPOINT waiting")
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(Exception) as waiting:
                self._settle(two, 70)
            self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
            two.execute("ROLLBACK TO waiting")
            one.commit()
            with self.assertRaises(SerializationFailure):
                self._settle(two, 70)
            two.rollback()
            # Run again, as Odoo does, it finds what is left.
            with self.assertRaisesRegex(UserError, "30.00 remains"):
                self._settle(two, 70)
            two.rollback()
            env = api.Environment(two, SUPERUSER_ID, {"tracking_disable": True})
            retrying(lambda: self._settle(two, 30), env)
            two.commit()
        with closing(self.registry.cursor()) as cursor:
            self.assertEqual(self._read(cursor), (100, "settled"))
            cursor.execute(
                "SELECT SUM(amount), COUNT(*) FROM dms_claim_settlement WHERE claim_id = %s",
                [self.claim],
            )
            self.assertEqual(tuple(map(int, cursor.fetchone())), (AMOUNT, 2))

    @mute_logger("odoo.sql_db")
    def test_what_is_rolled_back_is_left(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self._settle(one, 100)
            one.rollback()
            self.assertEqual(len(self._settle(two, 100)), 1)
            two.rollback()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_who_is_overtaken_to_the_last_is_told_so(self):
        self.patch(service, "MAX_TRIES_ON_CONCURRENCY_FAILURE", 2)
        self.patch(service, "time", SimpleNamespace(sleep=lambda _seconds: None))
        tries = []
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:

            def settle():
                tries.append(self._read(two))
                self._settle(one, 10)
                one.commit()
                self._settle(two, 10)

            env = api.Environment(two, SUPERUSER_ID, {"tracking_disable": True})
            with self.assertRaisesRegex(UserError, "at this very moment"):
                retrying(settle, env)
            two.rollback()
            self.assertEqual([int(settled or 0) for settled, _state in tries], [0, 10])
            # What was committed, or told, begins anew.
            self._settle(two, 10)
            two.commit()
        with closing(self.registry.cursor()) as cursor:
            self.assertEqual(self._read(cursor), (30, "approved"))
