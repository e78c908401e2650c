from contextlib import closing

import psycopg2.errors
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

INSERT = """
    INSERT INTO dms_secondary_sale (
        company_id, distributor_id, product_id, source, source_key, date,
        quantity, gross_amount, discount_amount, net_amount
    )
    SELECT 1, %s, %s, 'api', %s || n, DATE '2026-03-01' + n, 1, 10, 0, 10
    FROM generate_series(1, 100) n
"""


@tagged("post_install", "-at_install")
class TestSecondaryMonthRace(BaseCase):
    """Loads at the same time, in sessions of their own, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            self.partners = env["res.partner"].create([{"name": f"Race {n}"} for n in (1, 2)]).ids
            self.product = env["product.product"].create({"name": "Race"}).id
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            cursor.execute(
                SQL("DELETE FROM dms_secondary_sale WHERE product_id = %s", self.product)
            )
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(self.partners).unlink()
            cursor.commit()

    def _insert(self, cursor, distributor, key):
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        cursor.execute(INSERT, [distributor, self.product, key])

    def assertFactsAgree(self, line_count):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            partners = env["res.partner"].browse(self.partners)
            for model in ("dms.secondary.product.month", "dms.secondary.outlet.month"):
                self.assertEqual(env[model]._get_differences(env["res.company"], partners), [])
                rows = env[model].search([("distributor_id", "in", self.partners)])
                self.assertEqual(sum(rows.mapped("line_count")), line_count)

    def test_two_distributors_do_not_wait(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self._insert(one, self.partners[0], "a")
            self._insert(two, self.partners[1], "a")
            one.commit()
            two.commit()
        self.assertFactsAgree(200)

    def test_one_distributor_waits_and_loses_nothing(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            self._insert(one, self.partners[0], "a")
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.LockNotAvailable),
            ):
                self._insert(two, self.partners[0], "b")
            two.rollback()
            one.commit()
            self._insert(two, self.partners[0], "b")
            two.commit()
        self.assertFactsAgree(200)

    def test_load_that_fails_leaves_nothing(self):
        with closing(self.registry.cursor()) as one:
            self._insert(one, self.partners[0], "a")
            one.rollback()
        self.assertFactsAgree(0)
