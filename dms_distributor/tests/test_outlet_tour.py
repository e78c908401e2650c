from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestOutletTour(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north_outlet.write({"name": "Zuhairi Corner Shop", "phone": "+91 70011 22334"})
        cls.env.cr.execute("UPDATE res_partner SET dms_is_match_due = FALSE")

    def test_registered_in_the_portal_and_known_at_the_back_office(self):
        self.start_tour("/my", "dms_portal_registers_outlet", login="portal_north")
        registration = self.env["dms.outlet.registration"].search([("name", "=", "Tour Kiosk")])
        self.assertRecordValues(registration, [{
            "state": "submitted", "latitude": 12.5, "longitude": 77.25,
        }])
        self.assertEqual(registration.match_ids.partner_id, self.north_outlet)
        self.start_tour("/odoo/outlet-registrations", "dms_outlet_is_known", login="staff")
        self.assertEqual(registration.outlet_id, self.north_outlet)
        self.assertEqual(self.north_outlet.partner_latitude, 12.5)

    def test_merged_at_the_back_office(self):
        twin = self._create_partner(
            "Zuhairi Cornr Shop", self.tiers["outlet"], upstream=self.north,
            phone="+91 70099 88776", partner_latitude=12.5, partner_longitude=77.25,
        )
        self.north_outlet.write({"partner_latitude": 12.5, "partner_longitude": 77.2501})
        self._create_sale(self.north, twin, "N-2", 55)
        self.start_tour("/odoo/duplicate-outlets", "dms_outlets_merge", login="staff")
        self.assertFalse(twin.exists())
        self.assertEqual(self.north_outlet.phone, "+91 70099 88776")
        self.assertEqual(
            self.env["dms.secondary.sale"].search([("invoice_reference", "=", "N-2")]).outlet_id,
            self.north_outlet,
        )
