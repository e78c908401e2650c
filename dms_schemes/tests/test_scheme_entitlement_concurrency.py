from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_scheme_race import SchemeRaceCase


@tagged("post_install", "-at_install")
class TestSchemeEntitlementConcurrency(SchemeRaceCase):
    """Loads, jobs and grants at once, on rows that are really committed."""

    def _take(self, cursor):
        env = self._get_env(cursor)
        env.invalidate_all(flush=False)
        env["dms.scheme.entitlement"]._take_pending(env.company, self.distributor)
        env.flush_all()

    def _find(self, cursor):
        return self._get_env(cursor)["dms.scheme.entitlement"].search(
            [("scheme_id", "=", self.scheme)]
        )

    def _get_earned(self):
        with self._open() as cursor:
            return self._find(cursor).mapped("earned")

    def test_sales_that_commit_late_are_not_missed(self):
        """Numbers are given in order, commits come in any: no mark of the last number is kept."""
        with self._open() as one, self._open() as two:
            # Of two years: sums of months and years are rows for which loads wait.
            late = self._sell(one, "2023-03-01", 200)
            other = self._sell(two, "2024-04-01", 300)
            self.assertLess(late, other)
            two.commit()
            self._take(two)
            two.commit()
            self.assertEqual(self._get_earned(), [40])
            one.commit()
            self._take(two)
            two.commit()
        self.assertEqual(self._get_earned(), [60])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_an_older_snapshot_never_overwrites(self):
        with self._open() as one, self._open() as two:
            two.execute("SELECT 1")
            self._sell(one, "2025-03-01", 200)
            one.commit()
            self._take(one)
            one.commit()
            with self.assertRaises(SerializationFailure):
                self._take(two)
            two.rollback()
            retrying(lambda: self._take(two), self._get_env(two))
            two.commit()
        self.assertEqual(self._get_earned(), [30])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_grants_write_once(self):
        with self._open() as one:
            self._take(one)
            one.commit()
        with self._open() as one, self._open() as two:
            second = self._find(two)
            self.assertEqual(second.due, 10)
            self._find(one)._grant()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second._grant()
            two.rollback()
            second.env.invalidate_all(flush=False)
            self.assertFalse(self._find(two)._grant())
            two.commit()
            two.execute(SQL(
                "SELECT COUNT(*), SUM(amount) FROM dms_scheme_grant WHERE scheme_id = %s",
                self.scheme,
            ))
            self.assertEqual(two.fetchone(), (1, 10))
