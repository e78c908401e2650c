from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import FieldCase

METRE = 1 / 111_195.08


@tagged("post_install", "-at_install")
class TestVisit(FieldCase):
    def test_from_plan_to_done(self):
        visit = self._create_visit()
        outlet = self.outlets[0]
        with freeze_time("2025-03-03 09:00:00"):
            visit.action_check_in(outlet.partner_latitude + 60 * METRE, self.LONGITUDE)
        self.assertEqual(visit.state, "in_progress")
        self.assertEqual(visit.geofence, "inside")
        self.assertAlmostEqual(visit.distance_m, 60, places=0)
        with freeze_time("2025-03-03 09:30:00"):
            visit.action_check_out(outlet.partner_latitude, self.LONGITUDE)
        self.assertEqual(visit.state, "done")
        self.assertAlmostEqual(visit.duration, 0.5)

    def test_outside_and_unknown(self):
        far, silent = self._create_visit(), self._create_visit()
        far.action_check_in(self.outlets[0].partner_latitude + 140 * METRE, self.LONGITUDE)
        self.assertEqual(far.geofence, "outside")
        silent.action_check_in()
        self.assertEqual(silent.geofence, "unknown")

    def test_outcome_stands(self):
        """Neither the outlet's place nor the radius of a later day changes a check-in."""
        visit = self._create_visit()
        visit.action_check_in(self.outlets[0].partner_latitude, self.LONGITUDE)
        self.env.flush_all()
        self.company.dms_geofence_radius = 10
        self.outlets[0].partner_latitude += 1
        self.outlets[0].dms_territory_id = self.south
        self.env.flush_all()
        visit.invalidate_recordset()
        self.assertEqual((visit.geofence, visit.geofence_radius), ("inside", 100))
        self.assertEqual(visit.territory_id, self.north)

    def test_states(self):
        visit = self._create_visit()
        with self.assertRaisesRegex(UserError, "Shop 3 on 03/03/2025 is Planned"):
            visit.action_check_out()
        visit.action_cancel()
        with self.assertRaisesRegex(UserError, "must be Planned or Missed"):
            visit.action_check_in()
        visit.action_plan()
        visit.action_check_in()
        with self.assertRaises(UserError):
            visit.action_cancel()

    def test_done_is_a_fact(self):
        visit = self._create_visit()
        visit.action_check_in()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            visit.unlink()
        visit.action_check_out()
        with self.assertRaisesRegex(UserError, "is done"):
            visit.check_in = datetime(2020, 1, 1)
        visit.notes = "Asked for a cooler"
        self._create_visit().unlink()

    def test_database_refuses_nonsense(self):
        nonsense = (
            {"state": "done"},
            {"is_productive": True},
            {
                "state": "done", "check_in": datetime(2025, 3, 3, 9),
                "check_out": datetime(2025, 3, 3, 8),
            },
        )
        for values in nonsense:
            with (
                self.subTest(values=values), self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"), self.cr.savepoint(),
            ):
                self._create_visit(**values)
                self.env.flush_all()

    def test_missed_when_the_day_is_over_there(self):
        here, there = self._create_visit(), self._create_visit(user_id=self.colleague.id)
        self.representative.tz, self.colleague.tz = "Asia/Kolkata", "America/Los_Angeles"
        coming = self._create_visit(date=self.MONDAY + timedelta(days=3))
        with freeze_time("2025-03-03 20:00:00"):
            # Past midnight in India, noon in California.
            missed = self.env["dms.visit"]._mark_missed()
        self.assertIn(here, missed)
        self.assertEqual((here.state, there.state, coming.state), ("missed", "planned", "planned"))
        with freeze_time("2025-03-04 09:00:00"):
            self.env["dms.visit"]._mark_missed()
        self.assertEqual(there.state, "missed")

    def test_ratios_divide_sums(self):
        self.env["dms.visit"].create(
            [
                self._prepare_done(self.outlets[0], inside=True, is_productive=True),
                self._prepare_done(self.outlets[1], inside=True),
                self._prepare_done(self.outlets[2], inside=False, is_productive=True),
                self._prepare_done(self.outlets[3], inside=True, source="field"),
                self._prepare_planned(self.outlets[0], state="missed"),
                self._prepare_planned(self.outlets[0], state="cancelled"),
                self._prepare_planned(self.outlets[0]),
            ]
        )
        (figures,) = self.env["dms.visit"]._read_group(
            [("outlet_id", "in", self.outlets.ids)], [],
            ["due_count:sum", "compliant_count:sum", "call_count:sum", "productive_count:sum",
             "compliance:avg", "strike_rate:avg"],
        )
        self.assertEqual(figures[:4], (4, 2, 4, 2))
        self.assertAlmostEqual(figures[4], 0.5)
        self.assertAlmostEqual(figures[5], 0.5)
        by_state = dict(
            self.env["dms.visit"]._read_group(
                [("outlet_id", "in", self.outlets.ids)], ["state"], ["compliance:avg"]
            )
        )
        self.assertAlmostEqual(by_state["done"], 2 / 3)
        self.assertFalse(by_state["planned"])

    def _prepare_planned(self, outlet, **values):
        return {
            "outlet_id": outlet.id, "user_id": self.representative.id, "date": self.MONDAY,
            **values,
        }

    def _prepare_done(self, outlet, inside, **values):
        start = datetime.combine(self.MONDAY, datetime.min.time())
        return {
            **self._prepare_planned(outlet), "state": "done", "check_in": start,
            "check_out": start + timedelta(minutes=20),
            "check_in_latitude": outlet.partner_latitude + (0 if inside else 1),
            "check_in_longitude": outlet.partner_longitude, **values,
        }


@tagged("post_install", "-at_install")
class TestRecordVisits(FieldCase):
    def _prepare_call(self, key, **values):
        return {
            "source_key": key, "outlet_id": self.outlets[0].id, "date": "2025-03-03",
            "check_in": "2025-03-03 09:00:00", "check_out": "2025-03-03 09:10:00",
            "check_in_latitude": self.outlets[0].partner_latitude,
            "check_in_longitude": self.LONGITUDE, "is_productive": True, **values,
        }

    def test_sent_twice_is_there_once(self):
        visits = self.env["dms.visit"].with_user(self.representative)
        calls = [self._prepare_call("phone:1"), self._prepare_call("phone:2")]
        first = visits.record_visits(calls)
        self.assertEqual(visits.record_visits(list(reversed(calls))), list(reversed(first)))
        recorded = visits.browse(first)
        self.assertEqual(recorded.mapped("source"), ["field", "field"])
        self.assertEqual(recorded.user_id, self.representative)
        self.assertEqual(recorded.mapped("geofence"), ["inside", "inside"])
        self.assertEqual(sum(recorded.mapped("due_count")), 0)

    def test_same_key_twice_in_one_message(self):
        visits = self.env["dms.visit"].with_user(self.representative)
        one, other = visits.record_visits([self._prepare_call("phone:1")] * 2)
        self.assertEqual(one, other)

    def test_plan_is_fulfilled_even_late(self):
        planned = self.beat._plan_visits(self.MONDAY, self.MONDAY)[0]
        with freeze_time("2025-03-05"):
            self.env["dms.visit"]._mark_missed()
        self.assertEqual(planned.state, "missed")
        ids = self.env["dms.visit"].with_user(self.representative).record_visits(
            [self._prepare_call(planned.source_key, notes="no signal")]
        )
        self.assertEqual(ids, planned.ids)
        self.assertEqual((planned.state, planned.source), ("done", "plan"))
        self.assertEqual(planned.compliant_count, 1)
        # What comes after it was done changes nothing.
        self.env["dms.visit"].record_visits(
            [self._prepare_call(planned.source_key, check_in="2025-03-03 11:00:00")]
        )
        self.assertEqual(fields.Datetime.to_string(planned.check_in), "2025-03-03 09:00:00")

    def test_clear_refusals(self):
        visits = self.env["dms.visit"]
        with self.assertRaisesRegex(UserError, "source_key is missing"):
            visits.record_visits([self._prepare_call(False)])
        with self.assertRaisesRegex(UserError, "phone:1: user_id cannot be recorded"):
            visits.record_visits([self._prepare_call("phone:1", user_id=self.manager.id)])

    def test_not_for_others(self):
        planned = self.beat._plan_visits(self.MONDAY, self.MONDAY)[0]
        with self.assertRaises(AccessError):
            self.env["dms.visit"].with_user(self.colleague).record_visits(
                [self._prepare_call(planned.source_key)]
            )
        self.assertEqual(planned.state, "planned")
