from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import FieldCase

# A hundredth of a degree of latitude on the mean sphere.
STEP_KM = 1.1119508


@tagged("post_install", "-at_install")
class TestBeat(FieldCase):
    def test_length(self):
        # 0 → 3 → 1 → 4 → 2: 3 + 2 + 3 + 2 steps.
        self.assertAlmostEqual(self.beat.length_km, 10 * STEP_KM, places=2)
        self.assertEqual(self.beat.outlet_count, 4)
        self.beat.is_round_trip = True
        self.assertAlmostEqual(self.beat.length_km, 12 * STEP_KM, places=2)

    def test_length_follows_coordinates(self):
        self.outlets[0].partner_latitude = self.LATITUDE
        # 0 → 0 → 1 → 4 → 2
        self.assertAlmostEqual(self.beat.length_km, 6 * STEP_KM, places=2)

    def test_order_by_distance(self):
        action = self.beat.action_order_by_distance()
        names = self.beat.line_ids.sorted().outlet_id.mapped("name")
        self.assertEqual(names, ["Shop 1", "Shop 2", "Shop 3", "Shop 4"])
        self.assertAlmostEqual(self.beat.length_km, 4 * STEP_KM, places=2)
        self.assertEqual(action["params"]["type"], "success")
        legs = self.beat.line_ids.sorted().mapped("distance_km")
        for leg in legs:
            self.assertAlmostEqual(leg, STEP_KM, places=2)

    def test_outlets_without_coordinates_come_last(self):
        nowhere = self.outlets[1]
        nowhere.write({"partner_latitude": 0, "partner_longitude": 0})
        action = self.beat.action_order_by_distance()
        self.assertEqual(self.beat.unlocated_count, 1)
        self.assertEqual(self.beat.line_ids.sorted().outlet_id[-1], nowhere)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertAlmostEqual(self.beat.length_km, 4 * STEP_KM, places=2)

    def test_dates(self):
        until = self.MONDAY + timedelta(days=13)
        self.assertEqual(
            [day.day for day in self.beat._get_dates(self.MONDAY, until)], [3, 6, 10, 13]
        )
        self.beat.week_interval = 2
        later = self.MONDAY + timedelta(days=27)
        self.assertEqual(
            [day.day for day in self.beat._get_dates(self.MONDAY, later)], [3, 6, 17, 20]
        )
        before = self.MONDAY - timedelta(days=14)
        self.assertEqual([day.day for day in self.beat._get_dates(before, self.MONDAY)], [3])
        self.assertEqual(self.beat._get_dates(self.MONDAY, before), [])

    def test_plan_twice_adds_nothing(self):
        until = self.MONDAY + timedelta(days=6)
        visits = self.beat._plan_visits(self.MONDAY, until)
        self.assertEqual(len(visits), 8)
        self.assertEqual(set(visits.mapped("state")), {"planned"})
        self.assertEqual(visits.user_id, self.representative)
        self.assertEqual(visits.territory_id, self.north)
        visits[0].action_cancel()
        self.assertFalse(self.beat._plan_visits(self.MONDAY, until))
        self.assertEqual(self.beat.visit_count, 8)
        self.assertEqual(visits[0].state, "cancelled")

    def test_plan_leaves_out_closed_outlets(self):
        self.outlets[0].dms_state = "ended"
        visits = self.beat._plan_visits(self.MONDAY, self.MONDAY)
        self.assertEqual(visits.outlet_id, self.outlets[1:])

    def test_plan_queries_do_not_grow(self):
        """Twice the outlets, the same number of queries."""
        many = self.env["res.partner"].concat(
            *(
                self._create_partner(
                    f"Row {step}", self.outlet_tier, self.north, self.distributor, step
                )
                for step in range(40)
            )
        )
        beats = [
            self._create_beat(f"TEST-Q{size}", self.distributor, self.representative, many[:size])
            for size in (10, 20, 40)
        ]
        counts = []
        for beat in beats:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            beat._plan_visits(self.MONDAY, self.MONDAY)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # The first pays for what is cached afterwards.
        self.assertEqual(counts[1], counts[2])

    def test_plan_needs_a_representative(self):
        self.beat.user_id = False
        with self.assertRaisesRegex(UserError, "Beat TEST-1"):
            self.beat._plan_visits(self.MONDAY, self.MONDAY)

    def test_territory_of_the_distributor(self):
        with Form(self.env["dms.beat"]) as form:
            form.name, form.code = "New", "TEST-3"
            form.distributor_id = self.other_distributor
            self.assertEqual(form.territory_id, self.south)

    def test_constraints(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._create_beat("TEST-1", self.distributor, self.representative, self.outlets)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._create_beat(
                "TEST-4", self.distributor, self.representative, [self.outlets[0]] * 2
            )
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.beat.week_interval = 0
            self.env.flush_all()

    def test_copy(self):
        copy = self.beat.copy()
        self.assertEqual(copy.line_ids.outlet_id, self.beat.line_ids.outlet_id)
        self.assertEqual(copy.code, "TEST-1-2")


@tagged("post_install", "-at_install")
class TestVisitPlan(FieldCase):
    def _create_plan(self, **values):
        return self.env["dms.visit.plan"].create(
            {
                "date_from": self.MONDAY, "date_to": self.MONDAY + timedelta(days=6),
                "beat_ids": self.beat.ids, **values,
            }
        )

    def test_plan(self):
        plan = self._create_plan()
        self.assertEqual((plan.day_count, plan.visit_count), (2, 8))
        action = plan.action_plan()
        self.assertEqual(len(self.env["dms.visit"].search(action["domain"])), 8)

    def test_all_beats(self):
        plan = self._create_plan(beat_ids=False)
        self.assertIn(self.other_beat, plan._get_beats())

    def test_selected_beats(self):
        plan = self.env["dms.visit.plan"].with_context(
            active_model="dms.beat", active_ids=self.beat.ids
        )
        self.assertEqual(plan.create({}).beat_ids, self.beat)

    def test_wrong_period(self):
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self._create_plan(date_to=self.MONDAY - timedelta(days=1))
        with self.assertRaisesRegex(ValidationError, "366"):
            self._create_plan(date_to=self.MONDAY + timedelta(days=366))

    def test_nothing_to_plan(self):
        self.beat.write({"mon": False, "thu": False})
        with self.assertRaisesRegex(UserError, "weekdays"):
            self._create_plan().action_plan()

    def test_many_visits_become_jobs(self):
        self.patch(self.env.registry["dms.visit.plan"], "_is_large", lambda plan: True)
        jobs = self.env["queue.job"].search_count([("method_name", "=", "_plan_visits")])
        self._create_plan().with_context(queue_job__no_delay=False).action_plan()
        self.assertEqual(
            self.env["queue.job"].search_count([("method_name", "=", "_plan_visits")]), jobs + 1
        )
        self.assertEqual(self.beat.visit_count, 0)
