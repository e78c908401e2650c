from odoo.tests import tagged

from .common import FieldCase


@tagged("post_install", "-at_install")
class TestFieldKpi(FieldCase):
    def _get_parts(self, code):
        kpi = self.env.ref(f"dms_field.kpi_{code}")
        figures = kpi._get_figures(kpi._get_period(self.company, self.MONDAY))
        ids = list(figures.distributor_ids)
        row = ids.index(self.distributor.id)
        return figures.numerators[row], figures.denominators[row]

    def test_strike_rate_and_compliance(self):
        """Four planned visits: two done at the outlet, one afar, one missed; and one unplanned."""
        self.env["dms.visit"].create([
            {
                "outlet_id": outlet.id, "user_id": self.representative.id, "date": self.MONDAY,
                "source": source, "state": state, "is_productive": productive,
                "check_in": state == "done" and "2025-03-03 09:00:00",
                "check_in_latitude": latitude and outlet.partner_latitude + latitude,
                "check_in_longitude": latitude and outlet.partner_longitude,
            }
            for outlet, source, state, productive, latitude in (
                (self.outlets[0], "plan", "done", True, 0.0001),
                (self.outlets[1], "plan", "done", False, 0.0001),
                (self.outlets[2], "plan", "done", False, 0.5),
                (self.outlets[3], "plan", "missed", False, 0),
                (self.outlets[0], "field", "done", True, 0.0001),
            )
        ])
        self.assertEqual(self._get_parts("strike_rate"), (2, 4))
        self.assertEqual(self._get_parts("visit_compliance"), (2, 4))

    def test_records_behind_a_value(self):
        visit = self.env["dms.visit"].create(
            {"outlet_id": self.outlets[0].id, "user_id": self.representative.id,
             "date": self.MONDAY, "state": "done", "check_in": "2025-03-03 09:00:00"}
        )
        kpi = self.env.ref("dms_field.kpi_strike_rate")
        period = kpi._get_period(self.company, self.MONDAY)
        kpi._take_snapshots(period)
        snapshot = self.env["dms.kpi.snapshot"].search(
            [("kpi_id", "=", kpi.id), ("distributor_id", "=", self.distributor.id)]
        )
        action = snapshot.action_open_records()
        self.assertEqual(self.env["dms.visit"].search(action["domain"]), visit)
