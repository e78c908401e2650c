from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_api import ApiCase
from .common_automation import TODAY, days_ago


@tagged("post_install", "-at_install")
class TestApiStock(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products.is_storable = True

    def report(self, key, *rows, **options):
        return self.api.report_stock(key, "T-D1", list(rows), **options)["rows"]

    def count(self):
        return self.env["dms.stock.count"].search([("distributor_id", "=", self.distributor.id)])

    def test_count(self):
        answers = self.report(
            "b1",
            {"product": "TEST-SKU-1", "quantity": "12.5", "source_key": "1"},
            {"product": "TEST-SKU-1", "quantity": 1},
            {"product": "X", "quantity": 1},
            {"product": "TEST-SKU-2", "quantity": -1},
            {"product": "TEST-SKU-2", "quantity": 0},
            date=str(days_ago(1)),
        )
        self.assertEqual(
            [answer.get("code") or answer["status"] for answer in answers],
            ["accepted", "repeated", "product_unknown", "quantity_not_a_number", "accepted"],
        )
        count = self.count()
        self.assertEqual((count.kind, count.date, count.source), ("opening", days_ago(1), "api"))
        self.assertEqual(count.line_ids.mapped("quantity"), [12.5, 0])
        self.assertEqual(answers[0]["count"], count.name)
        self.assertEqual(answers[0]["count_state"], count.state)
        if count.state == "submitted":
            count.action_approve()
        [row] = self.api.get_stock("T-D1")["rows"]
        self.assertEqual((row["code"], row["quantity"]), ("TEST-SKU-1", 12.5))
        self.report("b2", {"product": "TEST-SKU-1", "quantity": 12}, date=str(TODAY))
        self.assertEqual(self.count()[0].kind, "cycle")

    def test_replay(self):
        row = {"product": "TEST-SKU-1", "quantity": 5}
        self.assertEqual(self.report("b1", row), self.report("b1", row))
        self.assertEqual(len(self.count()), 1)
        with self.assertRaisesRegex(UserError, "another content"):
            self.report("b1", row, is_complete=True)

    def test_nothing_to_count(self):
        self.report("b1", {"product": "X", "quantity": 5})
        self.assertFalse(self.count())

    def test_wrong_arguments(self):
        row = {"product": "TEST-SKU-1", "quantity": 5}
        for options in ({"date": "yesterday"}, {"is_complete": "yes"}, {"date": "2199-01-01"}):
            with self.subTest(options), self.assertRaises(UserError):
                self.report("b1", row, **options)
        self.assertFalse(self.count())


@tagged("post_install", "-at_install")
class TestApiOutlets(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["dms.channel"].create({"name": "Test", "code": "T-CH"})

    def register(self, key, *rows):
        """Answers for ``rows``."""
        return self.api.register_outlets(key, "T-D1", list(rows))["rows"]

    def test_registration(self):
        first, *rejected = self.register(
            "b1",
            {"source_key": "1", "name": "New Shop", "phone": "+1 555 0100", "channel": "T-CH",
             "latitude": 12.5, "longitude": 77},
            {"source_key": "2"},
            {"name": "Keyless"},
            {"source_key": "3", "name": "Far", "longitude": 181},
            {"source_key": "4", "name": "Odd", "channel": "NONE"},
            {"source_key": "5", "name": "Typed", "latitude": "12"},
            {"source_key": "6", "name": "Nowhere"},
        )
        self.assertEqual([answer["code"] for answer in rejected], [
            "name_missing", "source_key_missing", "longitude_out_of_range", "channel_unknown",
            "latitude_out_of_range", "refused",
        ])
        self.assertIn("nobody would find it", rejected[-1]["message"])
        registration = self.env["dms.outlet.registration"].browse(first["id"])
        self.assertEqual(
            (registration.name, registration.channel_id, registration.source),
            ("New Shop", self.channel, "api"),
        )
        self.assertEqual(registration.distributor_id, self.distributor)
        self.assertEqual((first["status"], first["state"]), ("accepted", registration.state))
        [again] = self.register("b2", {"source_key": "1", "name": "New Shop"})
        self.assertEqual((again["status"], again["id"]), ("known", first["id"]))

    def test_approved_outlet_is_told(self):
        row = {"source_key": "1", "name": "Quite Another Shop", "phone": "+1 555 0123"}
        [answer] = self.register("b1", row)
        registration = self.env["dms.outlet.registration"].browse(answer["id"])
        if registration.state == "submitted":
            registration.action_approve()
        [again] = self.register("b2", row)
        self.assertEqual(again["outlet"]["id"], registration.outlet_id.id)

    def test_key_is_of_the_distributor(self):
        self.register("b1", {"source_key": "1", "name": "One Shop", "street": "1 Lane"})
        other = self.env["res.partner"].create(
            {"name": "Other", "is_company": True, "dms_tier_id": self.distributor.dms_tier_id.id,
             "dms_code": "T-D2"}
        )
        manager = new_test_user(self.env, "api_manager", groups="dms_distributor.group_manager")
        api = self.env["dms.api"].with_user(manager)
        [answer] = api.register_outlets("b1", "T-D2", [
            {"source_key": "1", "name": "Two", "latitude": 1, "longitude": 2}
        ])["rows"]
        self.assertEqual(answer["status"], "accepted")
        registration = self.env["dms.outlet.registration"].browse(answer["id"])
        self.assertEqual(registration.distributor_id, other)
