from odoo import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_race import RaceCase


@tagged("post_install", "-at_install")
class TestStockConcurrency(RaceCase):
    """Jobs and deliveries at once on one stock, on rows that are really committed."""

    def _prepare(self, env):
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
            self._sell(env.cr, f"2026-01-{day:02}", 2)

    def _clean(self, env):
        self._delete(
            env, "product_id", self.ids["product"], "stock_move_line", "stock_move", "stock_quant"
        )
        self._delete(
            env, "distributor_id", self.ids["distributor"],
            "dms_price_breach", "dms_secondary_sale", "dms_stock_pending", "dms_stock_ledger",
        )
        env["res.partner"].browse(self.ids["distributor"]).unlink()
        env["product.product"].browse(self.ids["product"]).unlink()
        env["stock.location"].browse([self.ids["location"], self.ids["sold"]]).unlink()
        env["dms.tier"].browse(self.ids["tier"]).unlink()

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
        env = self._get_env(cursor)
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
        with self._open() as cursor:
            cursor.execute(SQL(
                "SELECT SUM(quantity), (SELECT COUNT(*) FROM stock_move WHERE product_id = %s"
                " AND dms_consumption_id IS NOT NULL) FROM stock_quant"
                " WHERE product_id = %s AND location_id = %s",
                self.ids["product"], self.ids["product"], self.ids["location"],
            ))
            return cursor.fetchone()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_jobs_post_once(self):
        with self._open() as one, self._open() as two:
            first, second = self._get_ledger(one), self._get_ledger(two)
            # Both have their snapshot before either writes.
            self.assertEqual(first.posting_count, second.posting_count)
            first._post_pending()
            with self.assertWaits(two):
                second._post_pending()
            two.rollback()
            second.env.invalidate_all(flush=False)
            one.commit()
            second._post_pending()
            two.commit()
        self.assertEqual(self._get_on_hand(), (80, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_older_snapshot_is_refused_and_run_again(self):
        with self._open() as two:
            second = self._get_ledger(two)
            self.assertTrue(second._find_waiting())
            with self._open() as one:
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
        with self._open() as one, self._open() as two:
            ledger = self._get_ledger(two)
            self.assertTrue(ledger._find_waiting())
            self._deliver(self._get_env(one), 50)
            one.execute("SELECT 1")
            ledger._post_pending()
            two.commit()
            one.commit()
        self.assertEqual(self._get_on_hand(), (130, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_delivery_committed_since_the_job_began(self):
        with self._open() as two:
            ledger = self._get_ledger(two)
            self.assertTrue(ledger._find_waiting())
            with self._open() as one:
                self._deliver(self._get_env(one), 50)
                one.commit()
            retrying(ledger._post_pending, ledger.env)
        self.assertEqual(self._get_on_hand(), (130, 10))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_sales_that_commit_late_are_not_missed(self):
        """Numbers are given in order, commits come in any: no mark of the last number is kept."""
        with self._open() as one, self._open() as two:
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
