from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_upload import UploadCase


@tagged("post_install", "-at_install")
class TestRouting(UploadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.routing.rule"].search([]).active = False
        groups = "dms_distributor.group_manager"
        cls.north, cls.country, cls.finance = (
            new_test_user(cls.env, f"routing_{name}", groups=groups)
            for name in ("north", "country", "finance")
        )
        territories = cls.env["dms.territory"]
        cls.top = territories.create(
            {"name": "Land", "code": "R-LAND", "user_id": cls.country.id}
        )
        cls.place = territories.create(
            {"name": "North", "code": "R-NORTH", "parent_id": cls.top.id, "user_id": cls.north.id}
        )
        cls.distributor.dms_territory_id = cls.place

    def rule(self, **values):
        return self.env["dms.routing.rule"].create({"name": "Rule", **values})

    def route(self):
        self.env["dms.routing.case"]._route(self.env.company)
        return self.env["dms.routing.case"].search([("partner_id", "=", self.distributor.id)])

    def make_failed(self):
        upload = self.upload_content("no sales here")
        upload._fail("It cannot be read.")
        return upload

    def test_goes_to_the_manager_and_is_settled(self):
        self.rule()
        upload = self.make_failed()
        case = self.route()
        self.assertEqual((case.kind, case.user_id), ("upload_failed", self.north))
        self.assertEqual(case.action_open_record()["res_id"], upload.id)
        activity = case.activity_id
        self.assertEqual((activity.user_id, activity.res_model), (self.north, "dms.upload"))
        self.assertIn("It cannot be read", activity.note)
        self.assertEqual(self.route(), case, "it is given once")
        upload.action_cancel()
        self.route()
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.closed_on, fields.Date.context_today(self.env.user))
        self.assertFalse(activity.active)
        upload._fail("Again.")
        self.assertEqual(len(self.route()), 2, "it came again")

    def test_escalation(self):
        self.rule(escalation_days=3)
        self.make_failed()
        case = self.route()
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.route()
            self.assertEqual(case.user_id, self.north)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            first = case.activity_id
            self.route()
            self.assertEqual(case.user_id, self.country)
            self.assertEqual(case.activity_id.user_id, self.country)
            self.assertFalse(first.active)
            self.assertIn(self.north.name, case.text)
        with freeze_time(fields.Datetime.now() + timedelta(days=30)):
            self.route()
            self.assertEqual(case.user_id, self.country, "it is escalated once")

    def test_first_rule_that_fits(self):
        self.rule(sequence=1, kind="held_order", assign_to="user", user_id=self.finance.id)
        elsewhere = self.env["dms.territory"].create({"name": "South", "code": "R-SOUTH"})
        self.rule(sequence=2, territory_ids=elsewhere.ids, assign_to="user",
                  user_id=self.finance.id)
        self.rule(sequence=3, amount_from=1, assign_to="user", user_id=self.finance.id)
        self.rule(sequence=4, territory_ids=self.top.ids, tier_ids=self.distributor.dms_tier_id.ids)
        self.make_failed()
        self.assertEqual(self.route().user_id, self.north)

    def test_nobody(self):
        rule = self.rule()
        self.top.user_id = self.place.user_id = False
        self.make_failed()
        self.assertFalse(self.route())
        rule.user_id = self.finance
        self.assertEqual(self.route().user_id, self.finance)

    def test_held_order(self):
        self.rule(kind="held_order", amount_from=500, assign_to="user", user_id=self.finance.id)
        orders = self.env["sale.order"].create([
            {"partner_id": self.distributor.id,
             "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": price})]}
            for price in (100, 600)
        ])
        orders.write({"dms_hold_state": "held", "dms_hold_reason": "The limit is reached."})
        case = self.route()
        self.assertEqual((case.res_model, case.res_id), ("sale.order", orders[1].id))
        self.assertIn("The limit is reached.", case.text)
        orders[1].dms_hold_state = "released"
        self.route()
        self.assertEqual(case.state, "closed")

    def test_unknown_codes(self):
        self.rule(kind="upload_unknown")
        upload = self.upload("T1,2026-03-01,TEST-OUT-1,NEW-SKU,12,10,120")
        upload._run_load()
        case = self.route()
        self.assertEqual((case.res_id, case.amount), (upload.id, 120))
        upload.finding_ids.product_id = self.product
        self.route()
        self.assertEqual(case.state, "closed")

    def test_cron(self):
        self.rule()
        self.make_failed()
        with self.enter_registry_test_mode():
            self.env.ref("dms_distributor.cron_routing").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.route().user_id, self.north)

    def test_rules_are_complete(self):
        for values in ({"assign_to": "user"}, {"escalate_to": "user"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.rule(**values)

    def test_who_sees(self):
        self.rule()
        self.make_failed()
        case = self.route()
        user = new_test_user(self.env, "routing_user", groups="dms_distributor.group_user")
        self.assertFalse(case.with_user(user).has_access("read"))
        user.dms_territory_ids = self.place
        self.assertTrue(case.with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            case.with_user(self.north).write({"text": "x"})
