from odoo import Command, fields
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPortalPoints(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tier = cls.env.ref("dms_distributor.tier_distributor")
        cls.one, cls.two = cls.env["res.partner"].create([
            {"name": name, "is_company": True, "dms_tier_id": tier.id, "dms_state": "active"}
            for name in ("Own Traders", "Other Traders")
        ])
        for login, partner in (("points_one", cls.one), ("points_two", cls.two)):
            new_test_user(cls.env, login, "base.group_portal").partner_id.parent_id = partner
        product = cls.env["product.product"].create({"name": "Bicycle"})
        cls.program = cls.env["dms.points.program"].create({
            "name": "Portal Stars", "unit_value": 0.05,
            "gift_ids": [Command.create({"product_id": product.id, "points": 300})],
        })
        cls.env["dms.points.wallet"]._enter([{
            "program_id": cls.program.id, "partner_id": cls.one.id, "points": 1250,
            "kind": "earn", "date": fields.Date.today(), "source_key": "portal",
        }])
        cls.wallet = cls.env["dms.points.wallet"].search([("program_id", "=", cls.program.id)])

    def _get(self, path="/my/dms/points"):
        return self.url_open(path).text

    def _redeem(self, points, wallet=None):
        return self.url_open("/my/dms/points/redeem", data={
            "csrf_token": Request.csrf_token(self), "points": points,
            "wallet_id": (wallet or self.wallet).id,
        }).text

    def _get_redemptions(self):
        return self.env["dms.points.redemption"].search([("program_id", "=", self.program.id)])

    def test_page_shows_the_wallet(self):
        self.authenticate("points_one", "points_one")
        self.assertIn("/my/dms/points", self._get("/my/home"))
        page = self._get()
        for text in ("Portal Stars", "1,250", "62.50", "Bicycle", "Earned"):
            self.assertIn(text, page)

    def test_own_points_are_asked_for_once_released(self):
        self.authenticate("points_one", "points_one")
        page = self._redeem(400)
        redemption = self._get_redemptions()
        self.assertEqual(
            (redemption.partner_id, redemption.points, redemption.state), (self.one, 400, "draft")
        )
        self.assertIn(redemption.name, page)
        self.assertIn("wait for their release", page)

    def test_nonsense_is_refused(self):
        self.authenticate("points_one", "points_one")
        for points in ("1251", "-5", "many", "nan", ""):
            self.assertIn("Enter how many of your points", self._redeem(points))
        self.assertFalse(self._get_redemptions())

    def test_points_of_others_are_out_of_reach(self):
        self.authenticate("points_two", "points_two")
        self.assertNotIn("/my/dms/points", self._get("/my/home"))
        self.assertIn("No points yet", self._get())
        self.assertIn("Enter how many of your points", self._redeem(400))
        self.assertFalse(self._get_redemptions())
