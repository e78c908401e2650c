from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestNetworkTour(HttpCase):
    def test_network(self):
        """A manager walks through the network, and adds a territory and an outlet."""
        maker = self.env["res.partner"].create({
            "name": "Tour Maker",
            "is_company": True,
            "dms_tier_id": self.env.ref("dms_distributor.tier_manufacturer").id,
        })
        self.env["res.partner"].create({
            "name": "Tour Distributor",
            "is_company": True,
            "dms_tier_id": self.env.ref("dms_distributor.tier_distributor").id,
            "dms_upstream_id": maker.id,
            "dms_code": "TOUR-D1",
        })
        new_test_user(
            self.env, login="tour_administrator", groups="dms_distributor.group_administrator"
        )
        self.start_tour("/odoo", "dms_distributor_network", login="tour_administrator")
        outlet = self.env["res.partner"].search([("dms_code", "=", "TOUR-D1-001")])
        self.assertEqual(outlet.name, "Tour Outlet")
        self.assertEqual(outlet.dms_role, "outlet")
        self.assertEqual(outlet.dms_upstream_id.dms_code, "TOUR-D1")
        self.assertEqual(outlet.dms_territory_id.code, "TOUR-T")
        self.assertEqual(outlet.dms_state, "suspended")
