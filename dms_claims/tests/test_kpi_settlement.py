from datetime import date

from odoo.tests import tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlementKpi(SettlementCase):
    def test_settlement_time(self):
        """Settled after 4 and after 10 days; a third one in part only."""
        claims = self.env["dms.claim"].concat(*(self._claim(10) for _ in range(3)))
        claims[:2]._settle("credit_note")
        claims[2]._settle("credit_note", {claims[2]: 4})
        for claim, days in zip(claims, (4, 10, None), strict=True):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE dms_claim SET submit_date = '2026-02-20',"
                " settled_date = '2026-02-20'::date + %s::int WHERE id = %s", [days, claim.id],
            )
        claims.invalidate_recordset()
        kpis = self.env.ref("dms_claims.kpi_claim_settlement")
        kpis |= self.env.ref("dms_claims.kpi_claim_settlement_p90")
        period = kpis._get_period(self.company, date(2026, 2, 1))
        kpis._take_snapshots(
            period._replace(last=date(2026, 3, 31), until=date(2026, 3, 31))
        )
        snapshots = self.env["dms.kpi.snapshot"].search(
            [("distributor_id", "=", self.one.id), ("kpi_id", "in", kpis.ids)]
        )
        values = {one.kpi_id.code: one.value for one in snapshots}
        self.assertEqual(values["claim_settlement"], 7)
        self.assertAlmostEqual(values["claim_settlement_p90"], 9.4)
        self.assertEqual(snapshots[0].histogram, {"4": 1, "10": 1})
