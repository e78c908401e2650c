from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_race import NetworkRaceCase

ROWS = [
    {"source_key": f"R{n}", "invoice": f"R{n}", "date": "2026-03-01", "product": "TEST-SKU-1",
     "outlet": f"RACE-{n % 3}", "quantity": n, "net_amount": n}
    for n in range(1, 20)
]


@tagged("post_install", "-at_install")
class TestApiConcurrency(NetworkRaceCase):
    """The same batch is sent twice at once, on rows that are really committed."""

    TABLES = (
        "dms_api_batch", "dms_secondary_sale", "dms_upload", "dms_upload_ledger",
        "dms_outlet_alias",
    )

    def _prepare(self, env):
        network = super()._prepare(env)
        network[0].dms_code = "RACE-D"
        return network

    def _clean(self, env):
        for model in ("dms.api.batch", "dms.upload"):
            records = env[model].search([("distributor_id", "=", self.distributor)])
            env["ir.attachment"].search(
                [("res_model", "=", model), ("res_id", "in", records.ids),
                 ("res_field", "!=", False)]
            ).unlink()
        return super()._clean(env)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_wins_and_the_other_gets_its_answer(self):
        with self._open() as two:
            env = self._get_env(two)
            self.assertFalse(env["dms.api.batch"].search([("batch_key", "=", "race")]))
            with self._open() as one:
                first = self._get_env(one)["dms.api"].record_sales("race", "RACE-D", ROWS)
                with self.assertWaits(two):
                    env["dms.api"].record_sales("race", "RACE-D", ROWS)
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
