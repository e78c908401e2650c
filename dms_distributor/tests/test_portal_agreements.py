import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.tests import tagged

from .common_portal import PortalCommon

# The smallest of images.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class AgreementPortalCommon(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.territory = cls.env["dms.territory"].create(
            {"name": "Portal Land", "code": "T-PORTAL", "company_id": False}
        )
        cls.running = cls._create_agreement(cls.north, margin_percent=4.25)
        cls.foreign = cls._create_agreement(cls.south)
        cls.below = cls._create_agreement(cls.sub)
        (cls.running | cls.foreign | cls.below).action_submit()
        (cls.running | cls.foreign | cls.below).action_approve()
        cls.renewal = cls.running.browse(cls.running.action_renew()["res_id"])
        cls.renewal.is_signature_required = True
        cls.env.flush_all()

    @classmethod
    def _create_agreement(cls, distributor, **values):
        month = cls.today.replace(day=1)
        return cls.env["dms.agreement"].create({
            "distributor_id": distributor.id,
            "territory_ids": [(6, 0, cls.territory.ids)],
            "date_start": month,
            "date_end": month + relativedelta(years=1, days=-1),
            "target_ids": [(0, 0, {
                "date_from": month, "date_to": month + relativedelta(months=1, days=-1),
                "amount": 400,
            })],
            **values,
        })


@tagged("post_install", "-at_install")
class TestPortalAgreements(AgreementPortalCommon):
    def _accept(self, agreement, name="Anita North", signature=PIXEL, **parameters):
        response = self.url_open(
            f"/my/dms/agreements/{agreement.id}/accept",
            data=json.dumps({
                "jsonrpc": "2.0", "method": "call",
                "params": {"name": name, "signature": signature, **parameters},
            }),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _submit_renewal(self):
        self.renewal.action_submit()
        self.renewal.action_approve()
        self.env.flush_all()

    def test_list_holds_the_own_agreements_that_bind(self):
        self.log_in("portal_north")
        page = self.get_page("/my/dms/agreements")
        self.assertEqual(page.count(self.running.name), 1, "the renewal is a draft")
        self.assertNotIn(self.foreign.name, page)
        self.assertNotIn(self.below.name, page, "what its sub-distributors have agreed on")
        self._submit_renewal()
        self.assertEqual(self.get_page("/my/dms/agreements").count(self.running.name), 2)

    def test_page_tells_terms_and_targets(self):
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/agreements/{self.running.id}")
        for text in ("4.25", "Portal Land", "400.00", "100.00", "25 %"):
            self.assertIn(text, page)

    def test_foreign_agreements_and_drafts_are_not_shown(self):
        self.log_in("portal_north")
        for agreement in (self.foreign, self.below, self.renewal):
            self.assert_redirected(f"/my/dms/agreements/{agreement.id}", "/my/dms/agreements")
            self.assert_redirected(
                f"/my/dms/agreements/{agreement.id}?report_type=pdf", "/my/dms/agreements"
            )
            self.assertIn("error", self._accept(agreement))
        self.assert_redirected("/my/dms/agreements/999999999", "/my/dms/agreements")
        self.log_in("portal_other")
        self.assert_redirected("/my/dms/agreements", "/my")
        self.log_in(None)
        self.assert_redirected(f"/my/dms/agreements/{self.running.id}", "/my/dms/agreements")

    def test_a_token_opens_what_binds_only(self):
        self.log_in(None)
        token = self.running._portal_ensure_token()
        page = self.url_open(f"/my/dms/agreements/{self.running.id}?access_token={token}")
        self.assertIn(self.running.name, page.text)
        token = self.renewal._portal_ensure_token()
        self.assert_redirected(
            f"/my/dms/agreements/{self.renewal.id}?access_token={token}", "/my/dms/agreements"
        )

    def test_document(self):
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/agreements/{self.running.id}", report_type="html")
        for text in (self.running.name, "North Traders", "Portal Land", "4.25", "400.00"):
            self.assertIn(text, page)
        self.assertNotIn("Not binding", page)

    def test_signature_brings_it_into_force(self):
        self.running._terminate(self.today - timedelta(days=1), "Anew")
        agreement = self._create_agreement(
            self.north, is_signature_required=True, date_start=self.today
        )
        agreement.action_submit()
        agreement.action_approve()
        self.env.flush_all()
        self.log_in("portal_north")
        for values in ({"name": " "}, {"signature": ""}, {"signature": "no image"}):
            self.assertIn("error", self._accept(agreement, **values), values)
        self.assertEqual(agreement.state, "approved")
        self.assertIn("waits for your signature", self.get_page(
            f"/my/dms/agreements/{agreement.id}"))
        answer = self._accept(agreement)
        self.assertIn(f"/my/dms/agreements/{agreement.id}", answer["redirect_url"])
        self.assertRecordValues(agreement, [{"signed_by": "Anita North", "state": "active"}])
        self.assertTrue(agreement.signature)
        self.assertIn("Signed by Anita North", "".join(agreement.message_ids.mapped("body")))
        self.assertIn("error", self._accept(agreement, name="Somebody else"))
        self.assertEqual(agreement.signed_by, "Anita North")

    def test_staff_and_others_do_not_sign(self):
        self._submit_renewal()
        for login in ("portal_south", "portal_outlet", "staff"):
            self.log_in(login)
            self.assertIn("error", self._accept(self.renewal), login)
        self.log_in(None)
        self.assertIn("error", self._accept(self.renewal, access_token="guessed"))
        self.assertFalse(self.renewal.signature)

    def test_home_counts_what_waits_for_a_signature(self):
        self._submit_renewal()
        self.log_in("portal_north")
        response = self.url_open(
            "/my/counters", data=json.dumps(
                {"params": {"counters": ["dms_agreement_to_sign_count"]}}
            ), headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.json()["result"], {"dms_agreement_to_sign_count": 1})

    def test_portal_writes_nothing(self):
        user = self.env["res.users"].search([("login", "=", "portal_north")])
        agreement = self.running.with_user(user)
        for method, arguments in (
            ("write", [{"user_id": user.id}]), ("unlink", []), ("copy", []),
        ):
            with self.assertRaises(Exception) as caught:
                getattr(agreement, method)(*arguments)
            self.assertEqual(type(caught.exception).__name__, "AccessError", method)


@tagged("post_install", "-at_install")
class TestAgreementTours(AgreementPortalCommon):
    def test_manager_makes_and_amends_an_agreement(self):
        """From the first draft over the approval to a version with other terms, in print."""
        self._create_partner("Tour Distributor", self.tiers["distributor"])
        self.start_tour("/odoo", "dms_distributor_agreement", login="staff", timeout=120)
        first, second = self.env["dms.agreement"].search(
            [("distributor_id.name", "=", "Tour Distributor")], order="version"
        )
        self.assertRecordValues(first | second, [
            {"state": "active", "margin_percent": 5, "version": 1},
            {"state": "submitted", "margin_percent": 6, "version": 2},
        ])

    def test_distributor_reads_and_signs(self):
        self.renewal.action_submit()
        self.renewal.action_approve()
        self.start_tour("/my", "dms_portal_agreement", login="portal_north", timeout=120)
        self.assertEqual(self.renewal.signed_by, "Anita of North")
        self.assertTrue(self.renewal.signature)
