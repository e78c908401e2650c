from contextlib import closing
from datetime import date
from decimal import Decimal

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestBudgetConcurrency(BaseCase):
    """Two sessions take the last of a budget, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Race", "is_company": True})
            scheme = env["dms.scheme"].create({
                "name": "Race", "basis": "value", "calculation": "flat", "benefit_kind": "amount",
                "budget_scope": "scheme", "budget_amount": 100,
                "slab_ids": [Command.create({"threshold": 1, "rate": 60})],
            })
            self.partner, self.scheme = partner.id, scheme.id
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            cursor.execute("DELETE FROM queue_job WHERE model_name = 'dms.scheme.budget'")
            cursor.commit()
            cursor.execute("DELETE FROM dms_scheme_grant WHERE scheme_id = %s", [self.scheme])
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["dms.scheme"].browse(self.scheme).unlink()
            env["res.partner"].browse(self.partner).unlink()
            cursor.commit()

    def _reserve(self, cursor, key):
        env = api.Environment(cursor, SUPERUSER_ID, {})
        granted = env["dms.scheme"]._reserve([{
            "reservation": key, "scheme_id": self.scheme, "partner_id": self.partner,
            "distributor_id": self.partner, "date": date(2026, 1, 1),
            "budget_amount": Decimal(60),
        }])
        env.flush_all()
        return granted[key]

    def _read_left(self, cursor):
        env = api.Environment(cursor, SUPERUSER_ID, {})
        partner = env["res.partner"].browse(self.partner)
        return env["dms.scheme"]._get_budget_left([self.scheme], partner)[self.scheme]

    @mute_logger("odoo.sql_db")
    def test_second_waits_and_takes_only_what_is_left(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            # Both have their snapshot before either promises anything.
            self.assertEqual((self._read_left(one), self._read_left(two)), (100, 100))
            self.assertEqual(self._reserve(one, "one"), 60)
            two.execute("SAVEPOINT waiting")
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(Exception) as waiting:
                self._reserve(two, "two")
            self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
            two.execute("ROLLBACK TO waiting")
            one.commit()
            # Its snapshot is the older one still, in which nothing is promised.
            self.assertEqual(self._read_left(two), 100)
            self.assertEqual(self._reserve(two, "two"), 40)
            self.assertEqual(self._reserve(two, "three"), 0, "its own promises count too")
            two.commit()
        with closing(self.registry.cursor()) as cursor:
            self.assertEqual(self._read_left(cursor), 0)

    def test_what_is_rolled_back_is_left(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self.assertEqual(self._read_left(two), 100)
            self.assertEqual(self._reserve(one, "one"), 60)
            one.rollback()
            self.assertEqual(self._reserve(two, "two"), 60)
