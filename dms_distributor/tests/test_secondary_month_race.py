from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

INSERT = """
    INSERT INTO dms_secondary_sale (
        company_id, distributor_id, product_id, source, source_key, date,
        quantity, gross_amount, discount_amount, net_amount
    )
    SELECT 1, %s, %s, 'api', %s || n, DATE '2026-03-01' + n, 1, 10, 0, 10
    FROM generate_series(1, 100) n
"""


@tagged("post_install", "-at_install")
class TestSecondaryMonthRace(RaceCase):
    """Loads at the same time, in sessions of their own, on rows that are really committed."""

    def _prepare(self, env):
        self.partners = env["res.partner"].create([{"name": f"Race {n}"} for n in (1, 2)]).ids
        self.product = env["product.product"].create({"name": "Race"}).id

    def _clean(self, env):
        self._delete(env, "product_id", self.product, "dms_secondary_sale")
        env["product.product"].browse(self.product).unlink()
        env["res.partner"].browse(self.partners).unlink()

    def _insert(self, cursor, distributor, key):
        # Who waited would wait for ever: both stand in one thread.
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        cursor.execute(INSERT, [distributor, self.product, key])

    def assertFactsAgree(self, line_count):
        with self._open() as cursor:
            env = self._get_env(cursor)
            partners = env["res.partner"].browse(self.partners)
            for model in ("dms.secondary.product.month", "dms.secondary.outlet.month"):
                self.assertEqual(env[model]._get_differences(env["res.company"], partners), [])
                rows = env[model].search([("distributor_id", "in", self.partners)])
                self.assertEqual(sum(rows.mapped("line_count")), line_count)

    def test_two_distributors_do_not_wait(self):
        with self._open() as one, self._open() as two:
            self._insert(one, self.partners[0], "a")
            self._insert(two, self.partners[1], "a")
            one.commit()
            two.commit()
        self.assertFactsAgree(200)

    def test_one_distributor_waits_and_loses_nothing(self):
        with self._open() as one, self._open() as two:
            self._insert(one, self.partners[0], "a")
            with mute_logger("odoo.sql_db"), self.assertWaits(two):
                self._insert(two, self.partners[0], "b")
            two.rollback()
            one.commit()
            self._insert(two, self.partners[0], "b")
            two.commit()
        self.assertFactsAgree(200)

    def test_load_that_fails_leaves_nothing(self):
        with self._open() as one:
            self._insert(one, self.partners[0], "a")
            one.rollback()
        self.assertFactsAgree(0)
