from contextlib import closing

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestStockConcurrency(BaseCase):
    """Jobs and deliveries at once on one stock, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            tier = env["dms.tier"].create({
                "name": "Race", "code": "T-RACE", "role": "distributor", "sequence": 903,
                "company_id": False,
            })
            distributor = env["res.partner"].create(
                {"name": "Race Traders", "is_company": True, "dms_tier_id": tier.id}
            )
            product = env["product.product"].create({"name": "Race soap", "is_storable": True})
            ledger = distributor.dms_stock_ledger_ids
            ledger.start_date = "2025-01-01"
            env["stock.quant"].create({
                "product_id": product.id, "location_id": ledger.location_id.id, "quantity": 100,
            })
            self.ids = {
                "tier": tier.id, "distributor": distributor.id, "product": product.id,
                "ledger": ledger.id, "location": ledger.location_id.id,
                "sold": ledger.sold_location_id.id,
            }
            for day in range(1, 11):
                self._sell(cursor, f"2026-01-{day:02}", 2)
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            for query, key in (
                ("DELETE FROM stock_move_line WHERE product_id = %s", "product"),
                ("DELETE FROM stock_move WHERE product_id = %s", "product"),
                ("DELETE FROM stock_quant WHERE product_id = %s", "product"),
                ("DELETE FROM dms_price_breach WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_secondary_sale WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_stock_pending WHERE distributor_id = %s", "distributor"),
                ("DELETE FROM dms_stock_ledger WHERE id = %s", "ledger"),
            ):
                cursor.execute(SQL(query, self.ids[key]))
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["res.partner"].browse(self.ids["distributor"]).unlink()
            env["product.product"].browse(self.ids["product"]).unlink()
            env["stock.location"].browse([self.ids["location"], self.ids["sold"]]).unlink()
            env["dms.tier"].browse(self.ids["tier"]).unlink()
            cursor.commit()

    def _sell(self, cursor, day, quantity):
        """Record a sale by SQL: a job that really is committed might run while the test does.

        :return: its identifier
        """
        cursor.execute(SQL(
            "INSERT INTO dms_secondary_sale (company_id, distributor_id, product_id, date,"
            " quantity, free_quantity, gross_amount, discount_amount, net_amount, source,"
            " source_key) SELECT company_id, distributor_id, %s, %s, %s, 0, 2, 0, 2, 'api', %s"
            " FROM dms_stock_ledger WHERE id = %s RETURNING id",
            self.ids["product"], day, quantity, f"race:{day}", self.ids["ledger"],
        ))
        return cursor.fetchone()[0]

    def _get_ledger(self, cursor):
        env = api.Environment(cursor, SUPERUSER_ID, {})
        return env["dms.stock.ledger"].browse(self.ids["ledger"])

    def _deliver(self, env, quantity):
        supplier = env.ref("stock.stock_location_suppliers")
        values = {
            "product_id": self.ids["product"], "company_id": env.company.id,
            "location_id": supplier.id, "location_dest_id": self.ids["location"],
        }
        unit = env["product.product"].browse(self.ids["product"]).uom_id.id
        env["stock.move"].with_context(dms_stock_posting=True).create({
            **values, "product_uom": unit, "product_uom_qty": quantity, "picked": True,
            "move_line_ids": [Command.create({
                **values, "product_uom_id": unit, "quantity": quantity, "picked": True,
            })],
        })._action_done()

    def _get_on_hand(self):
        with closing(self.registry.cursor()) as cursor:
            cursor.execute(SQL(
                "SELECT SUM(quantity), (SELECT COUNT(*) FROM stock_move WHERE product_id = %s"
                " AND dms_consumption_id IS NOT NULL) FROM stock_quant"
                " WHERE product_id = %s AND location_id = %s",
                self.ids["product"], self.ids["product"], self.ids["location"],
            ))
            return cursor.fetchone()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_jobs_post_once(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first, second = self._get_ledger(one), self._get_ledger(two)
            # Both have their snapshot before either writes.
            self.assertEqual(first.posting_count, second.posting_count)
            first._post_pending()
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(Exception) as waiting:
                second._post_pending()
            self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
            two.rollback()
            second.env.invalidate_all(flush=False)
            one.commit()
            second._post_pending()
            two.commit()
        self.assertEqual(self._get_on_hand(), (80, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_older_snapshot_is_refused_and_run_again(self):
        with closing(self.registry.cursor()) as two:
            second = self._get_ledger(two)
            self.assertTrue(second._find_waiting())
            with closing(self.registry.cursor()) as one:
                self._get_ledger(one)._post_pending()
                one.commit()
            with self.assertRaises(SerializationFailure):
                second._post_pending()
            two.rollback()
            retrying(second._post_pending, second.env)
        self.assertEqual(self._get_on_hand(), (80, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_delivery_at_the_same_time(self):
        """The delivery holds the quant while the job posts: neither waits, nothing is lost."""
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            ledger = self._get_ledger(two)
            self.assertTrue(ledger._find_waiting())
            self._deliver(api.Environment(one, SUPERUSER_ID, {}), 50)
            one.execute("SELECT 1")
            ledger._post_pending()
            two.commit()
            one.commit()
        self.assertEqual(self._get_on_hand(), (130, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_delivery_committed_since_the_job_began(self):
        with closing(self.registry.cursor()) as two:
            ledger = self._get_ledger(two)
            self.assertTrue(ledger._find_waiting())
            with closing(self.registry.cursor()) as one:
                self._deliver(api.Environment(one, SUPERUSER_ID, {}), 50)
                one.commit()
            retrying(ledger._post_pending, ledger.env)
        self.assertEqual(self._get_on_hand(), (130, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_sales_that_commit_late_are_not_missed(self):
        """Numbers are given in order, commits come in any: no mark of the last number is kept."""
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            # Of different years: sums of a year wait for each other.
            late = self._sell(one, "2025-12-20", 5)
            other = self._sell(two, "2026-03-21", 7)
            self.assertLess(late, other)
            ledger = self._get_ledger(two)
            two.commit()
            ledger._post_pending()
            two.commit()
            one.commit()
            ledger.env.invalidate_all()
            ledger._post_pending()
            two.commit()
        self.assertEqual(self._get_on_hand(), (68, 12))
