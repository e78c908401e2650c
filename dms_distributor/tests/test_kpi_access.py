from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_kpi import KpiCase

MODELS = ("dms.kpi.snapshot", "dms.scorecard")


@tagged("post_install", "-at_install")
class TestKpiAccess(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for distributor, outlet in ((cls.first, cls.outlets[0]), (cls.second, cls.outlets[3])):
            cls._create_sale(distributor_id=distributor.id, outlet_id=outlet.id)
        cls.env["dms.kpi.threshold"].create(
            {"kpi_id": cls.env.ref("dms_distributor.kpi_eco").id, "target": 0.9, "warning": 0.8,
             "bad": 0.5}
        )
        cls.north.area = 100
        cls.env.flush_all()
        period = cls.env["dms.kpi"]._get_period(cls.company, date(2026, 3, 15))
        for code in ("eco", "secondary_sales", "coverage_area"):
            cls.env.ref(f"dms_distributor.kpi_{code}")._take_snapshots(period)
        cls.env["dms.scorecard"]._rank_period(period)
        cls.filters = {"month": str(period.first)}
        cls.manager = cls._create_user("kpi_manager", "dms_distributor.group_manager")
        cls.user = cls._create_user("kpi_user", "dms_distributor.group_user")
        cls.user.dms_territory_ids = cls.north
        cls.stranger = cls._create_user("kpi_stranger", "dms_distributor.group_user")
        cls.employee = cls._create_user("kpi_employee", "base.group_user")
        cls.portal = cls._create_user("kpi_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.first
        cls.env.flush_all()

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups, company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _get_seen(self, user, model):
        return self.env[model].with_user(user).search([]).distributor_id

    def test_who_sees_whose_values(self):
        for model in MODELS:
            for user, expected in (
                (self.manager, self.first | self.second), (self.user, self.first),
                (self.stranger, self.env["res.partner"]), (self.portal, self.first),
            ):
                self.assertEqual(
                    self._get_seen(user, model).ids, expected.ids, f"{user.login}: {model}"
                )

    def test_territory_values_are_for_who_manages_it(self):
        expected = ((self.manager, 1), (self.user, 1), (self.stranger, 0), (self.portal, 0))
        for user, count in expected:
            snapshots = self.Snapshot.with_user(user)
            found = snapshots.search_count([("territory_id", "=", self.north.id)])
            self.assertEqual(found, count, user.login)

    def test_nobody_writes_values(self):
        for user in (self.manager, self.user, self.portal):
            for model in MODELS:
                record = self.env[model].with_user(user).search([], limit=1)
                with self.assertRaises(AccessError):
                    record.write({"score": 100})
                with self.assertRaises(AccessError):
                    record.unlink()

    def test_tower_shows_what_the_user_sees(self):
        tower = self.env["dms.control.tower"]
        own = tower.with_user(self.user).get_tower(self.filters)
        self.assertEqual({row["distributor_id"] for row in own["exceptions"]}, {self.first.id})
        whole = tower.with_user(self.manager).get_tower(self.filters)
        self.assertEqual(
            {row["distributor_id"] for row in whole["exceptions"]}, {self.first.id, self.second.id}
        )
        self.assertEqual([place["name"] for place in whole["places"]], ["North", "South"])
        empty = tower.with_user(self.stranger).get_tower(self.filters)
        self.assertTrue(empty["is_empty"])
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                tower.with_user(user).get_tower(self.filters)

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        snapshots = self.Snapshot.with_user(self.manager)
        self.assertTrue(snapshots.search_count([]), "by the company that the test works in")
        self.assertFalse(snapshots.with_context(allowed_company_ids=other.ids).search_count([]))

    def test_records_behind_a_value_stay_under_the_rules(self):
        snapshot = self.Snapshot.search(
            [("distributor_id", "=", self.second.id), ("kpi_id.code", "=", "eco")]
        )
        with self.assertRaises(AccessError):
            snapshot.with_user(self.user).action_open_records()
        card = self.env["dms.scorecard"].search([("distributor_id", "=", self.second.id)])
        for user in (self.user, self.portal):
            with self.assertRaises(AccessError):
                card.with_user(user).get_groups()
