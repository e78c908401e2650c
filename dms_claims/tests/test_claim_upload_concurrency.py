import base64

from odoo.addons.dms_distributor.tests.common_race import RaceCase
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

LINES = "Claim No,Type,Date,Amount\nRACE-1,UP-RACE,2025-02-01,10\nRACE-1,UP-RACE,2025-02-02,5\n"


@tagged("post_install", "-at_install")
class TestClaimUploadConcurrency(RaceCase):
    """One file sent twice at the same time, on rows that are really committed."""

    def _prepare(self, env):
        self.distributor_id = env["res.partner"].create({
            "name": "Upload Race", "is_company": True,
            "dms_tier_id": env.ref("dms_distributor.tier_distributor").id,
        }).id
        self.type_id = env["dms.claim.type"].create({
            "name": "Race", "code": "UP-RACE", "kind": "freight", "window_days": 0,
        }).id
        # The sequences have their ranges, which two at once would both want to make.
        for code in ("dms.claim", "dms.claim.upload"):
            env["ir.sequence"].next_by_code(code)

    def _clean(self, env):
        uploads = env["dms.claim.upload"].search([("distributor_id", "=", self.distributor_id)])
        env["ir.attachment"].search([
            ("res_model", "=", uploads._name), ("res_id", "in", uploads.ids),
            ("res_field", "=", "file"),
        ]).unlink()
        self._delete(env, "distributor_id", self.distributor_id, "dms_claim_upload")
        self._delete(env, "claimant_id", self.distributor_id, "dms_claim")
        env["dms.claim.type"].browse(self.type_id).unlink()
        env["res.partner"].browse(self.distributor_id).unlink()

    def _upload(self, cursor):
        uploads = self._get_env(cursor)["dms.claim.upload"].with_context(tracking_disable=True)
        upload = uploads.create({
            "distributor_id": self.distributor_id, "file_name": "race.csv",
            "file": base64.b64encode(LINES.encode()),
        })
        upload.action_load()
        upload.env.flush_all()
        cursor.commit()
        return upload

    @mute_logger("odoo.sql_db")
    def test_the_second_makes_no_claim(self):
        with self._open() as one, self._open() as two:
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
