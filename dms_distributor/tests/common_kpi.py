from odoo import fields
from odoo.tools import SQL

from .common_secondary_month import SecondaryMonthCase


class KpiCase(SecondaryMonthCase):
    """The network of the monthly sums, known since long, and its KPIs without thresholds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outlets.flush_recordset()
        cls.env.cr.execute(SQL(
            "UPDATE res_partner SET create_date = '2025-01-01' WHERE id = ANY(%s)", cls.outlets.ids
        ))
        cls.Kpi = cls.env["dms.kpi"]
        cls.Snapshot = cls.env["dms.kpi.snapshot"]
        cls.env["dms.kpi.threshold"].search([]).unlink()

    def _get_kpi(self, code):
        return self.env.ref(f"dms_distributor.kpi_{code}")

    def _get_period(self, day="2026-03-15", granularity="month"):
        return self.Kpi._get_period(self.company, fields.Date.to_date(day), granularity)

    def _take(self, *codes, day="2026-03-15", granularity="month"):
        period = self._get_period(day, granularity)
        for code in codes:
            self._get_kpi(code)._take_snapshots(period)
        return period

    def _get_snapshot(self, code, distributor, day="2026-03-15", **key):
        period = self._get_period(day)
        return self.Snapshot.search([
            ("kpi_id", "=", self._get_kpi(code).id), ("company_id", "=", self.company.id),
            ("distributor_id", "=", distributor and distributor.id),
            ("date_from", "=", period.first), ("granularity", "=", "month"),
            *((name, "=", value) for name, value in key.items()),
        ])

    def _assert_parts(self, code, distributor, numerator, denominator, day="2026-03-15", **key):
        """The parts of a KPI that are kept for a distributor."""
        snapshot = self._get_snapshot(code, distributor, day, **key)
        self.assertEqual(len(snapshot), 1, f"{code} of {distributor.name}")
        self.assertAlmostEqual(snapshot.numerator, numerator, places=6, msg=code)
        self.assertAlmostEqual(snapshot.denominator, denominator, places=6, msg=code)
        return snapshot
