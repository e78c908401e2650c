from contextlib import closing

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestClaimQuestionRace(BaseCase):
    """Two answers at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
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
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            claim = env["dms.claim"].browse(self.claim)
            claim.action_withdraw()
            claim.unlink()
            env["dms.claim.type"].browse(self.claim_type).unlink()
            env["res.partner"].browse(self.partner).unlink()
            cursor.commit()

    @mute_logger("odoo.sql_db")
    def test_the_clock_runs_on_after_two_answers_at_once(self):
        """Each sees the other's question open: the second is run again."""
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first, second = (
                api.Environment(cursor, SUPERUSER_ID, {})["dms.claim.query"].browse(query)
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
