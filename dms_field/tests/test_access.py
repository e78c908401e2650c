from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FieldCase


@tagged("post_install", "-at_install")
class TestAccess(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = (cls.beat | cls.other_beat)._plan_visits(cls.MONDAY, cls.MONDAY)

    def _see(self, user, records):
        return records.with_user(user).search([("id", "in", records.ids)])

    def test_own_network(self):
        beats = self.beat | self.other_beat
        self.assertEqual(self._see(self.representative, beats), self.beat)
        self.assertEqual(
            self._see(self.representative, self.visits), self.visits.filtered("beat_id").filtered(
                lambda visit: visit.beat_id == self.beat
            )
        )
        lines = beats.line_ids
        self.assertEqual(self._see(self.representative, lines), self.beat.line_ids)
        self.assertEqual(self._see(self.manager, beats), beats)
        self.assertEqual(self._see(self.manager, self.visits), self.visits)

    def test_own_round_in_a_foreign_network(self):
        self.other_beat.user_id = self.representative
        self.assertIn(self.other_beat, self._see(self.representative, self.other_beat))

    def test_representative_makes_only_own_visits(self):
        mine = self.visits.filtered(lambda visit: visit.user_id == self.representative)[0]
        mine.with_user(self.representative).action_check_in()
        self.assertEqual(mine.state, "in_progress")
        mine.user_id = self.colleague
        with self.assertRaises(AccessError):
            mine.with_user(self.representative).write({"notes": "not mine"})
        with self.assertRaises(AccessError):
            self.env["dms.visit"].with_user(self.representative).create(
                {"outlet_id": self.outlets[0].id, "user_id": self.colleague.id}
            )

    def test_only_managers_draw_beats(self):
        with self.assertRaises(AccessError):
            self.beat.with_user(self.representative).name = "Mine"
        with self.assertRaises(AccessError):
            self.env["dms.visit.plan"].with_user(self.representative).create({})
        self.beat.with_user(self.manager).name = "Renamed"
        self.beat.with_user(self.manager).action_order_by_distance()

    def test_portal_and_strangers_see_nothing(self):
        portal = new_test_user(self.env, "test_field_portal", groups="base.group_portal")
        employee = new_test_user(self.env, "test_field_employee", groups="base.group_user")
        for user in (portal, employee):
            for model in ("dms.beat", "dms.beat.line", "dms.visit"):
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Another Maker"})
        stranger = new_test_user(
            self.env, "test_field_stranger", groups="dms_distributor.group_manager",
            company_id=company.id, company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self._see(stranger, self.beat))
        self.assertFalse(self._see(stranger, self.visits))

    def test_smart_buttons(self):
        outlet, distributor = self.outlets[0], self.distributor
        self.assertEqual((outlet.dms_beat_count, outlet.dms_visit_count), (1, 1))
        self.assertEqual((distributor.dms_beat_count, distributor.dms_visit_count), (1, 4))
        for partner in (outlet, distributor):
            beats = self.env["dms.beat"].search(partner.action_open_beats()["domain"])
            self.assertEqual(beats, self.beat)
            visits = self.env["dms.visit"].search(partner.action_open_visits()["domain"])
            self.assertEqual(len(visits), partner.dms_visit_count)
