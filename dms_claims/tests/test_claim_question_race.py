from odoo import fields
from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimQuestionRace(RaceCase):
    """Two answers at once, on rows that are really committed."""

    def _prepare(self, env):
        env = env(context={"tracking_disable": True})
        today = fields.Date.today()
        claim_type = env["dms.claim.type"].create({"name": "Race", "code": "Q-RACE"})
        partner = env["res.partner"].create({
            "name": "Racer", "dms_tier_id": env.ref("dms_distributor.tier_distributor").id,
        })
        claim = env["dms.claim"].create({
            "claimant_id": partner.id, "type_id": claim_type.id, "date_from": today,
            "date_to": today, "claimed_amount": 100,
        })
        claim._ensure_lines()
        claim._move("submitted", submit_date=today, proposed_amount=100)
        queries = claim._raise_query("First?") | claim._raise_query("Second?")
        self.claim, self.queries = claim.id, queries.ids
        self.partner, self.claim_type = partner.id, claim_type.id

    def _clean(self, env):
        claim = env["dms.claim"].browse(self.claim)
        claim.action_withdraw()
        claim.unlink()
        env["dms.claim.type"].browse(self.claim_type).unlink()
        env["res.partner"].browse(self.partner).unlink()

    @mute_logger("odoo.sql_db")
    def test_the_clock_runs_on_after_two_answers_at_once(self):
        """Each sees the other's question open: the second is run again."""
        with self._open() as one, self._open() as two:
            first, second = (
                self._get_env(cursor)["dms.claim.query"].browse(query)
                for cursor, query in zip((one, two), self.queries, strict=True)
            )
            self.assertEqual((first.state, second.state), ("open", "open"))
            first._answer("One.")
            one.commit()
            with self.assertRaises(SerializationFailure):
                second._answer("Two.")
                two.commit()
            two.rollback()
            second.env.invalidate_all()
            second._answer("Two.")
            two.commit()
            self.assertFalse(second.claim_id.paused_on)
            self.assertEqual(second.claim_id.unanswered_count, 0)
