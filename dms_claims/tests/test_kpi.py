from datetime import date

from odoo.tests import tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimKpi(ClaimCase):
    def test_decision_time(self):
        """Decided after 3 and after 9 days; a third one waits."""
        claims = self.env["dms.claim"].concat(*(self._create_claim() for _ in range(3)))
        for claim, days in zip(claims, (3, 9, None), strict=True):
            claim.action_submit()
            if days:
                claim.with_user(self.head).action_approve()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE dms_claim SET submit_date = '2026-02-20',"
                " decision_date = '2026-02-20'::date + %s::int WHERE id = %s", [days, claim.id],
            )
        claims.invalidate_recordset()
        kpi = self.env.ref("dms_claims.kpi_claim_decision")
        period = kpi._get_period(self.env.company, date(2026, 2, 1))
        (kpi | self.env.ref("dms_claims.kpi_claim_decision_p90"))._take_snapshots(
            period._replace(last=date(2026, 3, 31), until=date(2026, 3, 31))
        )
        snapshots = self.env["dms.kpi.snapshot"].search(
            [("distributor_id", "=", self.claimant.id), ("kpi_id.code", "like", "claim_decision")]
        )
        values = {one.kpi_id.code: one.value for one in snapshots}
        self.assertEqual(values["claim_decision"], 6)
        self.assertAlmostEqual(values["claim_decision_p90"], 8.4)
        self.assertEqual(snapshots[0].histogram, {"3": 1, "9": 1})
