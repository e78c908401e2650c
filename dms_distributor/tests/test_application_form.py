import json
import time
from unittest.mock import patch

from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import hash_sign

from ..controllers.application_form import SCOPE, ApplicationForm
from .common_lifecycle import PDF, VAT

FORM = "/distributors/apply"
THANKS = "/distributors/apply/thanks"


@tagged("post_install", "-at_install")
class TestApplicationForm(BaseCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.dms_reference_minimum = 1
        cls.country = cls.env.ref("base.in")
        cls.territory = cls.env["dms.territory"].create(
            {"name": "Form Town", "code": "T-FORM", "company_id": False}
        )
        cls.types = cls.env["dms.application.document.type"].search([])
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.page = self.url_open(FORM).text
        self.addCleanup(setattr, self, "page", None)

    def _get_token(self):
        return self.page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def _sign(self, seconds_ago=60, hours=24):
        return hash_sign(self.env(su=True), SCOPE, [time.time() - seconds_ago],
                         expiration_hours=hours)

    def _get_form(self, **values):
        return {
            "csrf_token": self._get_token(), "started": self._sign(), "website": "",
            "company_name": "Form Traders", "contact_name": "Asha Form", "vat": VAT,
            "email": "asha@form.example.com", "phone": "+91 98000 33333", "street": "1 Road",
            "city": "Form Town", "country_id": self.country.id, "territory_id": self.territory.id,
            "years_in_trade": "7", "bank_account_number": "50100123456701",
            "bank_account_holder": "Form Traders", "bank_code": "HDFC0000065",
            "reference_name": "Vikram", "reference_organisation": "Everfresh",
            "reference_relation": "supplier", "reference_phone": "+91 98000 44444",
            "reference_email": "",
            **{f"holder_{kind.id}": "Form Traders" for kind in self.types},
            **values,
        }

    def _get_files(self, content=PDF, name="paper.pdf"):
        return {
            f"document_{kind.id}": (name, content, "application/pdf")
            for kind in self.types if kind.is_required
        }

    def _send(self, files=None, **values):
        return self.url_open(
            FORM, data=self._get_form(**values),
            files=self._get_files() if files is None else files, allow_redirects=False,
        )

    def _ask(self, files=None, **values):
        """What the page's own script gets."""
        return json.loads(self._send(files, is_script="1", **values).text)

    def _find(self):
        return self.env["dms.application"].search([("email", "=", "asha@form.example.com")])

    def _get_path(self, application, step=""):
        return f"/distributors/application/{application.id}{step}"

    def test_application_from_form_to_decision(self):
        response = self._send()
        self.assertEqual(response.headers["Location"].removeprefix(self.base_url()), THANKS)
        self.assertIn("One step is left", self.url_open(THANKS).text)
        application = self._find()
        self.assertRecordValues(application, [{
            "state": "draft", "is_confirmed": False, "source": "form", "years_in_trade": 7,
            "territory_id": self.territory.id,
        }])
        self.assertEqual(len(application.document_ids), 4)
        self.assertEqual(application.document_ids[0].file_name, "paper.pdf")
        mail = self.env["mail.mail"].search(
            [("model", "=", "dms.application"), ("res_id", "=", application.id)]
        )
        self.assertIn(application.access_token, mail.body_html)

        token = application.access_token
        page = self.url_open(self._get_path(application), params={"access_token": token})
        self.assertIn("o_dms_confirm", page.text)
        self.assertFalse(application.is_confirmed, "who only looks does not confirm")
        page = self.url_open(self._get_path(application, "/confirm"), data={
            "csrf_token": self._get_token(), "access_token": token,
        })
        application.invalidate_recordset()
        self.assertIn("We are looking at your documents", page.text)
        self.assertRecordValues(application, [{"state": "submitted", "is_confirmed": True}])
        self.assertEqual(
            application.lead_id.source_id,
            self.env.ref("dms_distributor.source_application_form"),
        )
        self.assertEqual(len(application.check_ids), 7)

    def test_the_page_is_for_the_applicant_only(self):
        self._send()
        application = self._find()
        for token in (None, "", "x", application.access_token[:-1]):
            params = {"access_token": token} if token is not None else None
            response = self.url_open(self._get_path(application), params=params)
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("Form Traders", response.text)
        response = self.url_open(self._get_path(application, "/confirm"), data={
            "csrf_token": self._get_token(), "access_token": "x",
        })
        self.assertEqual(response.status_code, 404)
        self.assertFalse(application.is_confirmed)

    def test_errors_keep_what_was_typed(self):
        page = self._send(
            files={}, company_name="<b>Form</b>", email="nobody", vat="29AAGCB7383J1Z5",
            bank_account_number="GB82WEST12345698765433", bank_code="", years_in_trade="many",
            reference_phone="",
        ).text
        for text in (
            "&lt;b&gt;Form&lt;/b&gt;", 'value="nobody"', "no e-mail address",
            "This is no tax number of India", "check digits of this IBAN", "A whole number",
            "Please add this document", "Each reference needs a name", 'value="Vikram"',
        ):
            self.assertIn(text, page)
        self.assertNotIn("<b>Form</b>", page)
        self.assertFalse(self._find())

    def test_script_gets_sentences(self):
        answer = self._ask(phone="", territory_id="0")
        self.assertEqual(set(answer["errors"]), {"phone", "territory_id"})
        self.assertTrue(answer["error"])
        self.assertEqual(self._ask(), {"redirect": THANKS})
        self.assertTrue(self._find())

    def test_programs_fill_in_what_nobody_sees(self):
        self.assertEqual(self._ask(website="http://spam.example.com"), {"redirect": THANKS})
        self.assertFalse(self._find())

    def test_nobody_is_that_quick(self):
        started = self._sign(seconds_ago=1)
        answer = self._ask(started=started)
        self.assertIn("very quick", answer["error"])
        self.assertEqual(answer["started"], started, "it need not wait anew")
        self.assertFalse(self._find())

    def test_time_is_signed(self):
        for started in ("", "x", "0" * 80, self._sign(hours=-1)):
            answer = self._ask(started=started)
            self.assertIn("open for too long", answer["error"])
        self.assertFalse(self._find())
        self.assertEqual(self._ask(started=self._sign()), {"redirect": THANKS})

    def test_requests_of_other_sites_are_refused(self):
        response = self.url_open(
            FORM, data={**self._get_form(), "csrf_token": "x"}, files=self._get_files()
        )
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._find())

    def test_bad_files(self):
        kind = self.types.filtered("is_required")[0]
        name = f"document_{kind.id}"
        for file_name, content, text in (
            ("photo.png", b"<svg onload='alert(1)'/>", "neither a PDF nor a picture"),
            ("page.pdf", b"<html><script>alert(1)</script></html>", "neither a PDF nor a picture"),
            ("program.pdf", b"MZ\x90\x00", "neither a PDF nor a picture"),
            ("large.pdf", PDF + b" " * (8 * 2**20) + b"%%EOF", "send a smaller scan"),
        ):
            with self.subTest(file=file_name):
                files = {**self._get_files(), name: (file_name, content, "application/pdf")}
                answer = self._ask(files)
                self.assertEqual(list(answer["errors"]), [name])
                self.assertIn(text, answer["errors"][name])
                self.assertIn(file_name, answer["errors"][name])
        self.assertFalse(self._find())

    def test_a_file_has_the_extension_of_its_content(self):
        self._ask(self._get_files(name="../../etc/passwd.html"))
        self.assertEqual(set(self._find().document_ids.mapped("file_name")), {"passwd.pdf"})

    def test_applications_of_a_day(self):
        for _time in range(3):
            self.assertEqual(self._ask(), {"redirect": THANKS})
        self.assertIn("several applications", self._ask()["error"])
        self.assertEqual(len(self._find()), 3)
        keys = self.env["dms.rate.limit"].search([]).mapped("key")
        self.assertFalse([key for key in keys if "form.example" in key or "127." in key])

    def test_tries_of_an_hour(self):
        with patch.object(ApplicationForm, "_is_within_limit", return_value=False):
            answer = self._ask()
        self.assertIn("Too many tries", answer["error"])
        limits = self.env["dms.rate.limit"]
        self.assertEqual(
            [limits._hit("test", "someone", 2, 1) for _time in range(4)],
            [True, True, False, False],
        )
        self.assertTrue(limits._hit("test", "someone else", 2, 1))

    def test_applicant_sends_what_was_rejected(self):
        self._send()
        application = self._find()
        application._confirm_address()
        document = application.document_ids[0]
        document.write({"state": "rejected", "note": "Cannot be read"})
        token = {"csrf_token": self._get_token(), "access_token": application.access_token}
        page = self.url_open(
            self._get_path(application), params={"access_token": application.access_token}
        )
        self.assertIn("Cannot be read", page.text)
        send = {**token, "type_id": document.type_id.id}
        path = self._get_path(application, "/document")
        page = self.url_open(path, data=send, files={"file": ("x.svg", b"<svg/>", "image/svg")})
        self.assertIn("neither a PDF nor a picture", page.text)
        page = self.url_open(path, data=send, files={"file": ("new.pdf", PDF, "application/pdf")})
        self.assertNotIn("Cannot be read", page.text)
        self.assertFalse(document.exists())
        self.assertIn("new.pdf", application.document_ids.mapped("file_name"))
        other = self.types - application._get_wanted_documents()
        count = len(application.document_ids)
        self.url_open(path, data={**token, "type_id": other[0].id},
                      files={"file": ("more.pdf", PDF, "application/pdf")})
        self.assertEqual(len(application.document_ids), count, "nobody has asked for that")

    def test_opting_out(self):
        lead = self.env["crm.lead"].create({
            "name": "Tired", "type": "opportunity", "email_from": "tired@example.com",
            "team_id": self.env.ref("dms_distributor.team_distributors").id,
        })
        enrolment = self.env.ref("dms_distributor.outreach_default")._enrol(lead)
        url = lead.dms_opt_out_url.removeprefix(lead.get_base_url())
        self.assertEqual(self.url_open(url.split("?")[0] + "?token=x").status_code, 404)
        self.assertIn("No more mails?", self.url_open(url).text)
        self.assertEqual(enrolment.state, "running", "who only looks does not opt out")
        path, token = url.split("?token=")
        page = self.url_open(path, data={"csrf_token": self._get_token(), "token": token})
        self.assertIn("Done", page.text)
        self.assertEqual((enrolment.state, enrolment.stop_reason), ("stopped", "opt_out"))
        self.assertTrue(lead.is_blacklisted)
