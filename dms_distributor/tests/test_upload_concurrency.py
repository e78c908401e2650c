from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_race import NetworkRaceCase
from .common_upload import HEADINGS, prepare_upload

CONTENT = HEADINGS + "".join(
    f"\nT{n},2026-03-01,RACE-{n % 7},TEST-SKU-1,{n},10,{n * 10}" for n in range(1, 60)
)


@tagged("post_install", "-at_install")
class TestUploadConcurrency(NetworkRaceCase):
    """Two sessions load the same file at once, on rows that are really committed."""

    TABLES = (
        "dms_secondary_sale", "dms_upload", "dms_upload_ledger", "dms_outlet_alias",
        "dms_upload_profile",
    )

    def _prepare(self, env):
        network = super()._prepare(env)
        self.uploads = [
            prepare_upload(env, network[0], CONTENT, f"race {n}.csv").id for n in (1, 2)
        ]
        return network

    def _clean(self, env):
        env["dms.upload"].browse(self.uploads).message_ids.unlink()
        env["ir.attachment"].search(
            [("res_model", "=", "dms.upload"), ("res_id", "in", self.uploads),
             ("res_field", "!=", False)]
        ).unlink()
        return super()._clean(env)

    def _read(self, query):
        with self._open() as cursor:
            cursor.execute(SQL(query, self.distributor))
            return cursor.fetchall()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_load_finds_what_the_first_recorded(self):
        with self._open() as one, self._open() as two:
            first = self._get_env(one)["dms.upload"].browse(self.uploads[0])
            second = self._get_env(two)["dms.upload"].browse(self.uploads[1])
            # Both have their snapshot before either writes.
            self.assertEqual((first.state, second.state), ("draft", "draft"))
            first._run_load()
            with self.assertWaits(two):
                second._run_load()
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
        with self._open() as two:
            env = self._get_env(two)
            second = env["dms.upload"].browse(self.uploads[1])
            self.assertEqual(second.state, "draft")
            with self._open() as one:
                self._get_env(one)["dms.upload"].browse(
                    self.uploads[0]
                )._run_load()
                one.commit()
            with self.assertRaises(SerializationFailure):
                second._run_load()
            two.rollback()
            retrying(second._run_load, env)
            self.assertEqual((second.new_count, second.known_count), (0, 59))
