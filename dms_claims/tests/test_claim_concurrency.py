from odoo.addons.dms_schemes.tests.common_scheme_race import SchemeRaceCase
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimConcurrency(SchemeRaceCase):
    """Two at once for the same sales, on rows that are really committed."""

    def _prepare(self, env):
        scheme = super()._prepare(env)
        self.claim_type = env["dms.claim.type"].create({
            "name": "Race", "code": "RACE", "kind": "target", "window_days": 0,
            "sequence": 1, "is_automatic": True,
        }).id
        env["dms.scheme.entitlement"]._refresh(env.company, scheme, [self.distributor])
        return scheme

    def _clean(self, env):
        self._delete(env, "claimant_id", self.distributor, "dms_claim")
        self._delete(env, "id", self.claim_type, "dms_claim_type")
        return super()._clean(env)

    def _claim(self, cursor):
        claim = self._get_env(cursor)["dms.claim"].create({
            "claimant_id": self.distributor, "type_id": self.claim_type,
            "scheme_id": self.scheme, "date_from": "2025-02-01", "date_to": "2025-02-28",
            "claimed_amount": 10,
        })
        cursor.commit()
        return claim

    def _draft(self, cursor):
        env = self._get_env(cursor)
        return env["dms.claim"]._create_from_entitlements(
            env["dms.scheme.entitlement"].search([("scheme_id", "=", self.scheme)])
        )

    @mute_logger("odoo.sql_db")
    def test_a_sale_is_given_to_one_of_two(self):
        with self._open() as one, self._open() as two:
            first, second = self._claim(one), self._claim(two)
            two.execute("SELECT 1")
            first.action_submit()
            first.env.flush_all()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second.action_submit()
            two.rollback()
            second.env.invalidate_all(flush=False)
            with self.assertRaisesRegex(UserError, f"by claim {first.name} already"):
                second.action_submit()
            two.rollback()
            second.env.invalidate_all(flush=False)
            two.execute(SQL(
                "SELECT claim_id FROM dms_claim_source WHERE scheme_id = %s", self.scheme
            ))
            self.assertEqual(two.fetchall(), [(first.id,)])

    @mute_logger("odoo.sql_db")
    def test_two_runs_draft_one_claim(self):
        with self._open() as one, self._open() as two:
            two.execute("SELECT 1")
            claim = self._draft(one)
            self.assertEqual(claim.claimed_amount, 10)
            claim.env.flush_all()
            one.commit()
            self.assertFalse(self._draft(two))
            two.commit()
            two.execute(SQL(
                "SELECT COUNT(*) FROM dms_claim WHERE claimant_id = %s", self.distributor
            ))
            self.assertEqual(two.fetchone(), (1,))
