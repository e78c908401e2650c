from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from .common_race import RaceCase


@tagged("post_install", "-at_install")
class TestApplicationRace(RaceCase):
    """Two sessions at once, on rows that are really committed."""

    def _prepare(self, env):
        parent = env["dms.territory"].create(
            {"name": "Race", "code": "T-RACE", "company_id": False, "distributor_limit": 1}
        )
        places = env["dms.territory"].create([
            {"name": f"Race {n}", "code": f"T-RACE-{n}", "parent_id": parent.id,
             "company_id": False}
            for n in (1, 2)
        ])
        self.places, self.parent = places.ids, parent.id

    def _clean(self, env):
        env["dms.territory"].browse([*self.places, self.parent]).unlink()
        env["dms.rate.limit"].search([]).unlink()

    @mute_logger("odoo.sql_db")
    def test_no_two_approvals_take_the_last_place(self):
        """Two places below the territory that takes one distributor: the second is run again."""
        with self._open() as one, self._open() as two:
            first, second = (
                self._get_env(cursor)["dms.territory"].browse(place)
                for cursor, place in zip((one, two), self.places, strict=True)
            )
            # Both have their snapshot before either writes.
            self.assertEqual((first.name, second.name), ("Race 1", "Race 2"))
            first._hold_places()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second._hold_places()

    @mute_logger("odoo.sql_db")
    def test_no_two_requests_take_the_last_try(self):
        with self._open() as one, self._open() as two:
            first, second = (
                self._get_env(cursor)["dms.rate.limit"] for cursor in (one, two)
            )
            self.assertFalse(first.search([]) & second.search([]))
            self.assertTrue(first._hit("race", "address", 1, 24))
            one.commit()
            with self.assertRaises(SerializationFailure):
                second._hit("race", "address", 1, 24)
            two.rollback()
            self.assertFalse(second._hit("race", "address", 1, 24), "run again, it is refused")
