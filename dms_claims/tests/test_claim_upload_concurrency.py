import base64
from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

LINES = "Claim No,Type,Date,Amount\nRACE-1,UP-RACE,2025-02-01,10\nRACE-1,UP-RACE,2025-02-02,5\n"


@tagged("post_install", "-at_install")
class TestClaimUploadConcurrency(BaseCase):
    """One file sent twice at the same time, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
            self.distributor_id = env["res.partner"].create({
                "name": "Upload Race", "is_company": True,
                "dms_tier_id": env.ref("dms_distributor.tier_distributor").id,
            }).id
            self.type_id = env["dms.claim.type"].create({
                "name": "Race", "code": "UP-RACE", "kind": "freight", "window_days": 0,
            }).id
            self.company_id = env.company.id
            # The sequences have their ranges, which two at once would both want to make.
            for code in ("dms.claim", "dms.claim.upload"):
                env["ir.sequence"].next_by_code(code)
            cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            uploads = env["dms.claim.upload"].search([
                ("distributor_id", "=", self.distributor_id),
            ])
            env["ir.attachment"].search([
                ("res_model", "=", uploads._name), ("res_id", "in", uploads.ids),
                ("res_field", "=", "file"),
            ]).unlink()
            for table, column in (
                ("dms_claim_upload", "distributor_id"), ("dms_claim", "claimant_id"),
            ):
                cursor.execute(SQL(
                    "DELETE FROM %s WHERE %s = %s", SQL.identifier(table), SQL.identifier(column),
                    self.distributor_id,
                ))
            env["dms.claim.type"].browse(self.type_id).unlink()
            env["res.partner"].browse(self.distributor_id).unlink()
            cursor.commit()

    def _upload(self, cursor):
        env = api.Environment(cursor, SUPERUSER_ID, {
            "allowed_company_ids": [self.company_id], "tracking_disable": True,
        })
        upload = env["dms.claim.upload"].create({
            "distributor_id": self.distributor_id, "file_name": "race.csv",
            "file": base64.b64encode(LINES.encode()),
        })
        upload.action_load()
        env.flush_all()
        cursor.commit()
        return upload

    @mute_logger("odoo.sql_db")
    def test_the_second_makes_no_claim(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            # It has looked before the first one has written.
            two.execute("SELECT 1")
            first = self._upload(one)
            self.assertEqual((first.accepted_count, first.rejected_count), (2, 0))
            second = self._upload(two)
            self.assertEqual((second.accepted_count, second.rejected_count), (0, 2))
            self.assertIn("send it again", second.row_ids[0].reason)
            third = self._upload(two)
            self.assertEqual((third.known_count, third.rejected_count), (2, 0))
            two.execute(SQL(
                "SELECT COUNT(*), SUM(claimed_amount) FROM dms_claim WHERE claimant_id = %s",
                self.distributor_id,
            ))
            self.assertEqual(two.fetchone(), (1, 15))
            two.commit()
            one.commit()
