from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import FieldCase


@tagged("post_install", "-at_install")
class TestTour(FieldCase, HttpCase):
    def test_day_of_a_representative(self):
        """The manager orders and plans a beat; the representative makes a visit."""
        today = fields.Date.context_today(self.beat)
        day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[today.weekday()]
        self.beat.write({day: True, "date_start": today})
        self.start_tour("/odoo", "dms_field_plan", login="test_field_manager")
        visits = self.beat.visit_ids.filtered(lambda visit: visit.date == today)
        self.assertEqual(len(visits), 4)
        self.assertEqual(
            self.beat.line_ids.sorted().outlet_id.mapped("name"),
            ["Shop 1", "Shop 2", "Shop 3", "Shop 4"],
        )
        self.start_tour("/odoo", "dms_field_visit", login="test_rep_north")
        done = visits.filtered(lambda visit: visit.state == "done")
        self.assertEqual(done.outlet_id.name, "Shop 1")
        self.assertTrue(done.check_in and done.check_out)
