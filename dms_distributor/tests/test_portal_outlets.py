import base64
import io
import re

from odoo.tests import tagged
from PIL import Image

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalOutlets(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.dms_outlet_auto_approve = False
        cls.north_outlet.write({"name": "Zuhairi Corner Shop", "phone": "+91 70011 22334"})
        cls.south_outlet.write({"name": "Blenkinsop Harbour", "phone": "+91 70055 44332"})
        cls.registrations = cls.env["dms.outlet.registration"]
        cls.foreign = cls.registrations.create({
            "name": "Foreign Kiosk", "distributor_id": cls.south.id, "phone": "+91 70066 11223",
            "source": "portal",
        })
        cls.foreign.action_submit()

    def _get_form(self):
        """What a browser sends with the form, beside what is typed."""
        text = self.get_page("/my/outlet-registrations/new")
        return {
            name: re.search(rf'name="{name}" value="([^"]+)"', text)[1]
            for name in ("csrf_token", "source_key")
        }

    def _send(self, files=None, **values):
        return self.url_open(
            "/my/outlet-registrations/new", data={**self._get_form(), **values}, files=files
        )

    @staticmethod
    def _draw_photo(size=(8, 8)):
        photo = io.BytesIO()
        Image.new("RGBA", size, "red").save(photo, "PNG")
        return photo.getvalue()

    def _find(self, name):
        return self.registrations.search([("name", "=", name)])

    def test_registration(self):
        self.log_in("portal_north")
        answer = self._send(
            {"photo": ("front.png", self._draw_photo(), "image/png")},
            name="Fresh Kiosk", contact_name="Asha", phone="+91 70077 66554", city="Northville",
            latitude="12.5", longitude="77.25", channel_id=str(self.channel.id),
        )
        registration = self._find("Fresh Kiosk")
        self.assertRecordValues(registration, [{
            "state": "submitted", "source": "portal", "distributor_id": self.north.id,
            "contact_name": "Asha", "latitude": 12.5, "longitude": 77.25,
            "channel_id": self.channel.id, "match_count": 0,
        }])
        self.assertTrue(registration.image_1920)
        self.assertEqual(registration.create_uid.login, "portal_north")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.url.endswith(f"/my/outlet-registrations/{registration.id}"))
        self.assertIn("Fresh Kiosk", self.get_page("/my/outlet-registrations"))

    def test_for_a_sub_distributor(self):
        self.log_in("portal_north")
        self._send(name="Fresh Kiosk", phone="1", distributor_id=str(self.sub.id))
        self.assertEqual(self._find("Fresh Kiosk").distributor_id, self.sub)

    def test_a_foreign_distributor_is_not_to_be_chosen(self):
        self.log_in("portal_north")
        self._send(name="Fresh Kiosk", phone="1", distributor_id=str(self.south.id))
        self.assertEqual(self._find("Fresh Kiosk").distributor_id, self.north)

    def test_pressed_twice_adds_nothing(self):
        self.log_in("portal_north")
        form = self._get_form()
        for _press in range(2):
            self.url_open(
                "/my/outlet-registrations/new", data={**form, "name": "Fresh Kiosk", "phone": "1"}
            )
        self.assertEqual(len(self._find("Fresh Kiosk")), 1)

    def test_what_is_missing_is_said_in_the_form(self):
        self.log_in("portal_north")
        answer = self._send(name="Fresh <b>Kiosk</b>", city="Northville")
        self.assertIn("nobody would find it", answer.text)
        self.assertIn('value="Northville"', answer.text)
        self.assertNotIn("<b>Kiosk", answer.text)
        self.assertFalse(self._find("Fresh <b>Kiosk</b>"))
        self.assertIn("name is missing", self._send(phone="1").text)

    def test_bad_photo_is_told(self):
        self.log_in("portal_north")
        answer = self._send(
            {"photo": ("front.png", b"no picture", "image/png")}, name="Fresh Kiosk", phone="1"
        )
        self.assertIn("image", answer.text)
        self.assertIn("alert-danger", answer.text)
        self.assertFalse(self._find("Fresh Kiosk"))

    def test_own_duplicates_are_shown_first(self):
        self.log_in("portal_north")
        answer = self._send(name="Zuhairi Corner", phone="70011-22334")
        self.assertIn("Is it one of these?", answer.text)
        self.assertIn(f"/my/network/{self.north_outlet.id}", answer.text)
        self.assertFalse(self._find("Zuhairi Corner"))
        self._send(name="Zuhairi Corner", phone="70011-22334", is_another="1")
        self.assertEqual(self._find("Zuhairi Corner").match_ids.partner_id, self.north_outlet)

    def test_photo_stays_when_the_form_comes_back(self):
        self.log_in("portal_north")
        answer = self._send(
            {"photo": ("front.png", self._draw_photo((3000, 1500)), "image/png")},
            name="Zuhairi Corner", phone="70011-22334",
        )
        kept = re.search(r'name="photo_kept" value="([^"]+)"', answer.text)[1]
        self.assertIn(f'src="data:image/jpeg;base64,{kept}"', answer.text)
        self._send(name="Zuhairi Corner", phone="70011-22334", is_another="1", photo_kept=kept)
        photo = Image.open(io.BytesIO(base64.b64decode(self._find("Zuhairi Corner").image_1920)))
        self.assertEqual(photo.size, (1920, 960))

    def test_what_is_no_kept_photo_is_left_out(self):
        self.log_in("portal_north")
        for number, text in enumerate(("<b>", "bm8gcGljdHVyZQ==")):
            self._send(name=f"Kiosk {number}", phone=f"7009900{number}", photo_kept=text)
            self.assertFalse(self._find(f"Kiosk {number}").image_1920)

    def test_foreign_duplicates_are_not_told(self):
        self.log_in("portal_north")
        answer = self._send(name="Blenkinsop Harbour", phone="70055-44332")
        self.assertNotIn("Is it one of these?", answer.text)
        registration = self._find("Blenkinsop Harbour")
        self.assertEqual(registration.match_ids.partner_id, self.south_outlet)
        # Nor when it turns out to be that outlet.
        registration.outlet_id = self.south_outlet
        registration.action_approve()
        page = self.get_page(f"/my/outlet-registrations/{registration.id}")
        self.assertIn("ask who is to supply it", page)
        self.assertNotIn(f"/my/network/{self.south_outlet.id}", page)

    def test_what_became_of_it(self):
        self.log_in("portal_north")
        self._send(name="Fresh Kiosk", phone="+91 70077 66554")
        registration = self._find("Fresh Kiosk")
        registration.action_approve()
        page = self.get_page(f"/my/outlet-registrations/{registration.id}")
        self.assertIn(f"/my/network/{registration.outlet_id.id}", page)
        self.assertIn(registration.outlet_id.dms_code, page)

    def test_refusal_says_why(self):
        self.log_in("portal_north")
        self._send(name="Fresh Kiosk", phone="+91 70077 66554")
        registration = self._find("Fresh Kiosk")
        registration.decision_reason = "It closed down"
        registration.action_refuse()
        self.assertIn(
            "It closed down", self.get_page(f"/my/outlet-registrations/{registration.id}")
        )

    def test_taking_it_back(self):
        self.log_in("portal_north")
        self._send(name="Fresh Kiosk", phone="+91 70077 66554")
        registration = self._find("Fresh Kiosk")
        token = self._get_form()["csrf_token"]
        path = f"/my/outlet-registrations/{registration.id}/cancel"
        self.url_open(path, data={"csrf_token": token})
        self.assertEqual(registration.state, "cancelled")

    def test_foreign_registrations_are_out_of_reach(self):
        self.log_in("portal_north")
        self.assertNotIn("Foreign Kiosk", self.get_page("/my/outlet-registrations"))
        self.assert_redirected(
            f"/my/outlet-registrations/{self.foreign.id}", "/my/outlet-registrations"
        )
        token = self._get_form()["csrf_token"]
        answer = self.url_open(
            f"/my/outlet-registrations/{self.foreign.id}/cancel", data={"csrf_token": token}
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.foreign.state, "submitted")

    def test_only_distributors_have_these_pages(self):
        for login in ("portal_other", "portal_outlet", "staff"):
            self.log_in(login)
            for path in ("", "/new", f"/{self.foreign.id}"):
                self.assert_redirected(f"/my/outlet-registrations{path}", "/my")
        self.log_in(None)
        self.assert_redirected("/my/outlet-registrations", "/web/login")
