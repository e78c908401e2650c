from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_upload import HEADINGS, prepare_network, prepare_upload

CONTENT = HEADINGS + "".join(
    f"\nT{n},2026-03-01,RACE-{n % 7},TEST-SKU-1,{n},10,{n * 10}" for n in range(1, 60)
)
TABLES = (
    "dms_secondary_sale", "dms_upload", "dms_upload_ledger", "dms_outlet_alias",
    "dms_upload_profile",
)


@tagged("post_install", "-at_install")
class TestUploadConcurrency(BaseCase):
    """Two sessions load the same file at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            self.distributor, outlet, products = prepare_network(env)
            self.partners = (self.distributor + outlet).ids
            self.tiers = (self.distributor + outlet).dms_tier_id.ids
            self.products = products.ids
            self.uploads = [
                prepare_upload(env, self.distributor, CONTENT, f"race {n}.csv").id for n in (1, 2)
            ]
            self.distributor = self.distributor.id
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["dms.upload"].browse(self.uploads).message_ids.unlink()
            env["ir.attachment"].search(
                [("res_model", "=", "dms.upload"), ("res_id", "in", self.uploads),
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

    def _read(self, query):
        with closing(self.registry.cursor()) as cursor:
            cursor.execute(SQL(query, self.distributor))
            return cursor.fetchall()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_load_finds_what_the_first_recorded(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first = api.Environment(one, SUPERUSER_ID, {})["dms.upload"].browse(self.uploads[0])
            second = api.Environment(two, SUPERUSER_ID, {})["dms.upload"].browse(self.uploads[1])
            # Both have their snapshot before either writes.
            self.assertEqual((first.state, second.state), ("draft", "draft"))
            first._run_load()
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(Exception) as waiting:
                second._run_load()
            self.assertEqual(waiting.exception.pgcode, "55P03", "the second did not wait")
            two.rollback()
            second.env.invalidate_all(flush=False)
            one.commit()
            second._run_load()
            self.assertEqual((second.new_count, second.known_count), (0, 59))
            two.commit()
        facts = self._read(
            "SELECT count(*), count(DISTINCT outlet_id) FROM dms_secondary_sale "
            "WHERE distributor_id = %s"
        )
        self.assertEqual(facts, [(59, 7)])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_older_snapshot_is_refused_and_run_again(self):
        with closing(self.registry.cursor()) as two:
            env = api.Environment(two, SUPERUSER_ID, {})
            second = env["dms.upload"].browse(self.uploads[1])
            self.assertEqual(second.state, "draft")
            with closing(self.registry.cursor()) as one:
                api.Environment(one, SUPERUSER_ID, {})["dms.upload"].browse(
                    self.uploads[0]
                )._run_load()
                one.commit()
            with self.assertRaises(SerializationFailure):
                second._run_load()
            two.rollback()
            retrying(second._run_load, env)
            self.assertEqual((second.new_count, second.known_count), (0, 59))
