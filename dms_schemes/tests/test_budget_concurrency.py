from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestBudgetConcurrency(RaceCase):
    """Two sessions take the last of a budget, on rows that are really committed."""

    def _prepare(self, env):
        partner = env["res.partner"].create({"name": "Race", "is_company": True})
        scheme = env["dms.scheme"].create({
            "name": "Race", "basis": "value", "calculation": "flat", "benefit_kind": "amount",
            "budget_scope": "scheme", "budget_amount": 100,
            "slab_ids": [Command.create({"threshold": 1, "rate": 60})],
        })
        self.partner, self.scheme = partner.id, scheme.id

    def _clean(self, env):
        self._delete(env, "model_name", "dms.scheme.budget", "queue_job")
        self._delete(env, "scheme_id", self.scheme, "dms_scheme_grant")
        env["dms.scheme"].browse(self.scheme).unlink()
        env["res.partner"].browse(self.partner).unlink()

    def _reserve(self, cursor, key):
        env = self._get_env(cursor)
        granted = env["dms.scheme"]._reserve([{
            "reservation": key, "scheme_id": self.scheme, "partner_id": self.partner,
            "distributor_id": self.partner, "date": date(2026, 1, 1),
            "budget_amount": Decimal(60),
        }])
        env.flush_all()
        return granted[key]

    def _read_left(self, cursor):
        env = self._get_env(cursor)
        partner = env["res.partner"].browse(self.partner)
        return env["dms.scheme"]._get_budget_left([self.scheme], partner)[self.scheme]

    @mute_logger("odoo.sql_db")
    def test_second_waits_and_takes_only_what_is_left(self):
        with self._open() as one, self._open() as two:
            # Both have their snapshot before either promises anything.
            self.assertEqual((self._read_left(one), self._read_left(two)), (100, 100))
            self.assertEqual(self._reserve(one, "one"), 60)
            two.execute("SAVEPOINT waiting")
            with self.assertWaits(two):
                self._reserve(two, "two")
            two.execute("ROLLBACK TO waiting")
            one.commit()
            # Its snapshot is the older one still, in which nothing is promised.
            self.assertEqual(self._read_left(two), 100)
            self.assertEqual(self._reserve(two, "two"), 40)
            self.assertEqual(self._reserve(two, "three"), 0, "its own promises count too")
            two.commit()
        with self._open() as cursor:
            self.assertEqual(self._read_left(cursor), 0)

    def test_what_is_rolled_back_is_left(self):
        with self._open() as one, self._open() as two:
            self.assertEqual(self._read_left(two), 100)
            self.assertEqual(self._reserve(one, "one"), 60)
            one.rollback()
            self.assertEqual(self._reserve(two, "two"), 60)
