from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_upload import prepare_network

ROWS = [
    {"source_key": f"R{n}", "invoice": f"R{n}", "date": "2026-03-01", "product": "TEST-SKU-1",
     "outlet": f"RACE-{n % 3}", "quantity": n, "net_amount": n}
    for n in range(1, 20)
]
TABLES = (
    "dms_api_batch", "dms_secondary_sale", "dms_upload", "dms_upload_ledger", "dms_outlet_alias",
)


@tagged("post_install", "-at_install")
class TestApiConcurrency(BaseCase):
    """The same batch is sent twice at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            distributor, outlet, products = prepare_network(env)
            distributor.dms_code = "RACE-D"
            self.distributor = distributor.id
            self.partners = (distributor + outlet).ids
            self.tiers = (distributor + outlet).dms_tier_id.ids
            self.products = products.ids
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            for model in ("dms.api.batch", "dms.upload"):
                records = env[model].search([("distributor_id", "=", self.distributor)])
                env["ir.attachment"].search(
                    [("res_model", "=", model), ("res_id", "in", records.ids),
                     ("res_field", "!=", False)]
                ).unlink()
            for table in TABLES:
                cursor.execute(
                    SQL("DELETE FROM %s WHERE distributor_id = %s",
                        SQL.identifier(table), self.distributor)
                )
            env.invalidate_all(flush=False)
            partners = env["res.partner"].search(
                ["|", ("id", "in", self.partners), ("dms_upstream_id", "=", self.distributor)]
            )
            (partners - partners.browse(self.distributor)).unlink()
            partners.browse(self.distributor).unlink()
            env["product.product"].browse(self.products).unlink()
            env["dms.tier"].browse(self.tiers).unlink()
            cursor.commit()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_wins_and_the_other_gets_its_answer(self):
        with closing(self.registry.cursor()) as two:
            env = api.Environment(two, SUPERUSER_ID, {})
            self.assertFalse(env["dms.api.batch"].search([("batch_key", "=", "race")]))
            with closing(self.registry.cursor()) as one:
                first = api.Environment(one, SUPERUSER_ID, {})["dms.api"].record_sales(
                    "race", "RACE-D", ROWS
                )
                two.execute("SET LOCAL lock_timeout = '300ms'")
                with self.assertRaises(Exception) as waiting:
                    env["dms.api"].record_sales("race", "RACE-D", ROWS)
                self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
                two.rollback()
                env.invalidate_all(flush=False)
                two.execute("SELECT 1")
                one.commit()
            with self.assertRaises(SerializationFailure):
                env["dms.api"].record_sales("race", "RACE-D", ROWS)
            two.rollback()
            second = retrying(lambda: env["dms.api"].record_sales("race", "RACE-D", ROWS), env)
            self.assertEqual(second, first)
            two.execute(
                SQL("SELECT count(*) FROM dms_secondary_sale WHERE distributor_id = %s",
                    self.distributor)
            )
            self.assertEqual(two.fetchone(), (19,))
