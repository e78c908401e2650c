import re

from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalNetwork(PortalCommon):
    def test_home_has_cards_for_distributors_only(self):
        for login, expected in (
            ("portal_north", True), ("portal_outlet", False), ("portal_other", False),
            ("staff", False),
        ):
            with self.subTest(login=login):
                self.log_in(login)
                page = self.get_page("/my/home")
                for path in ("/my/network", "/my/sales", "/my/uploads"):
                    self.assertEqual(f'href="{path}"' in page, expected)

    def test_pages_are_for_distributors_only(self):
        self.assert_for_distributors_only(
            "/my/network", "/my/network/page/2", f"/my/network/{self.north_outlet.id}"
        )

    def test_list_shows_the_own_network(self):
        self.log_in("portal_north")
        page = self.get_page("/my/network")
        for name in ("North Sub", "Corner Shop", "Village Shop"):
            self.assertIn(name, page)
        self.assertNotIn("Harbour Shop", page)
        self.log_in("portal_south")
        page = self.get_page("/my/network")
        self.assertIn("Harbour Shop", page)
        for name in ("North Sub", "Corner Shop", "Village Shop"):
            self.assertNotIn(name, page)

    def test_list_filters(self):
        self.north_outlet.dms_state = "suspended"
        self.log_in("portal_north")
        cases = (
            ({"filterby": "suspended"}, {"Corner Shop"}),
            ({"filterby": "active"}, {"North Sub", "Village Shop"}),
            ({"channel": self.channel.id}, {"Corner Shop"}),
            ({"tier": self.sub_tier.id}, {"North Sub"}),
            ({"upstream": self.sub.id}, {"Village Shop"}),
            ({"search": "northville", "search_in": "city"}, {"Corner Shop"}),
            ({"search": "village"}, {"Village Shop"}),
            ({"search": "no such shop"}, set()),
            # What is not offered counts as not asked for.
            (
                {"filterby": "x", "sortby": "x", "groupby": "x", "search_in": "x", "channel": "x",
                 "upstream": self.south.id},
                {"North Sub", "Corner Shop", "Village Shop"},
            ),
        )
        for parameters, expected in cases:
            for groupby in ("none", "dms_tier_id", "dms_channel_id"):
                with self.subTest(**parameters, by=groupby):
                    page = self.get_page("/my/network", **{"groupby": groupby, **parameters})
                    table = page.partition("<thead>")[2]
                    shown = re.findall(r'href="/my/network/\d+">\s*([^<]+?)\s*</a>', table)
                    self.assertCountEqual(shown, expected)

    def test_partner_page(self):
        self.log_in("portal_north")
        page = self.get_page(f"/my/network/{self.north_outlet.id}")
        for text in ("Northville", "Test Trade", "Active", "N-1", "100.00"):
            self.assertIn(text, page)
        page = self.get_page(f"/my/network/{self.sub.id}")
        self.assertIn("NS-1", page)
        self.assertIn(f"/my/network?upstream={self.sub.id}", page)

    def test_foreign_partner_is_not_shown(self):
        contact = self.env["res.users"].search([("login", "=", "portal_north")]).partner_id
        self.log_in("portal_north")
        for partner_id in (self.south_outlet.id, self.south.id, contact.id, 2**31 - 1):
            with self.subTest(partner=partner_id):
                self.assert_redirected(f"/my/network/{partner_id}", "/my/network")

    def test_names_are_escaped(self):
        self.north_outlet.name = "<script>alert(1)</script>"
        self.log_in("portal_north")
        for path in ("/my/network", f"/my/network/{self.north_outlet.id}", "/my/sales"):
            page = self.get_page(path)
            self.assertNotIn("<script>alert(1)", page)
            self.assertIn("&lt;script&gt;alert(1)", page)

    def test_empty_network_has_a_hint(self):
        self._create_user(
            "portal_new", "base.group_portal",
            self._create_partner("New Traders", self.tiers["distributor"]),
        )
        self.log_in("portal_new")
        page = self.get_page("/my/network")
        self.assertIn("No outlet yet", page)
        self.assertIn("/my/uploads/new", page)
