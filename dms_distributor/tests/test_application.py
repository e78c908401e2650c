import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_lifecycle import PDF, VAT, LifecycleCommon


@tagged("post_install", "-at_install")
class TestApplication(LifecycleCommon):
    def test_what_is_missing_is_told_all_at_once(self):
        application = self._create_application(without=("TAX", "BANK"), reference_ids=[])
        with self.assertRaises(UserError) as refused:
            application.action_submit()
        for text in ("Tax registration", "Bank proof", "1 references are needed"):
            self.assertIn(text, str(refused.exception))

    def test_all_checks_pass(self):
        application = self._create_application()
        application.action_submit()
        self.assertEqual(
            dict(application.check_ids.mapped(lambda check: (check.code, check.verdict))),
            dict.fromkeys(application._get_checks(), "pass"),
        )
        self.assertEqual(application.verdict, "pass")

    def test_tax_number_known_already(self):
        """Whatever signs it is written with, and with or without the country's code."""
        self.seaside.with_context(no_vat_validation=True).vat = f"in {VAT[:2]}-{VAT[2:]}"
        application = self._create_application()
        application.action_submit()
        verdict, detail = self._get_check(application, "duplicate")
        self.assertEqual(verdict, "fail")
        self.assertIn("Seaside", detail)

    def test_tax_number_of_another_application_or_prospect(self):
        first = self._create_application("First")
        first.action_submit()
        self.assertEqual(self._get_check(first, "duplicate")[0], "pass", "its own lead is not one")
        second = self._create_application("Second")
        second.action_submit()
        verdict, detail = self._get_check(second, "duplicate")
        self.assertEqual(verdict, "fail")
        self.assertIn(first.name, detail)

    def test_wrong_tax_number_and_account(self):
        application = self._create_application(
            vat="33AAFCH4521K1ZR", bank_account_number="GB82WEST12345698765433", bank_code=False
        )
        application.action_submit()
        self.assertEqual(self._get_check(application, "tax_number")[0], "fail")
        self.assertEqual(self._get_check(application, "bank")[0], "fail")
        self.assertEqual(application.verdict, "fail")

    def test_names_on_documents(self):
        application = self._create_application("Hill Traders Pvt. Ltd.")
        application.bank_account_holder = "HILL TRADERS PRIVATE LIMITED"
        application.action_submit()
        self.assertEqual(self._get_check(application, "name")[0], "pass")
        application.document_ids[0].holder_name = "Somebody Else"
        application.action_run_checks()
        verdict, detail = self._get_check(application, "name")
        self.assertEqual(verdict, "fail")
        self.assertIn("Somebody Else", detail)
        application.company_id.dms_name_match_threshold = 0
        application.action_run_checks()
        self.assertEqual(self._get_check(application, "name")[0], "pass")

    def test_references(self):
        application = self._create_application()
        application.action_submit()
        application.reference_ids.with_user(self.manager).verdict = "bad"
        self.assertEqual(application.reference_ids.contact_user_id, self.manager)
        application.action_run_checks()
        self.assertEqual(self._get_check(application, "reference")[0], "fail")

    def test_territory_that_is_full(self):
        application = self._create_application(territory_id=self.north.id)
        application.action_submit()
        verdict, detail = self._get_check(application, "territory")
        self.assertEqual(verdict, "warning")
        self.assertIn("Sunrise", detail)
        self.country.distributor_limit = 2
        application.action_run_checks()
        verdict, detail = self._get_check(application, "territory")
        self.assertEqual(verdict, "fail", "a territory above has no place left")
        self.assertIn("T-C takes 2", detail)

    def test_territory_given_exclusively(self):
        agreement = self.env["dms.agreement"].create({
            "distributor_id": self.sunrise.id, "coverage": "exclusive",
            "date_start": "2026-01-01", "territory_ids": [Command.set(self.north.ids)],
        })
        application = self._create_application()
        application.action_submit()
        verdict, _detail = self._get_check(application, "territory")
        self.assertEqual(verdict, "pass", "a draft binds nobody")
        agreement.action_submit()
        agreement.action_approve()
        application.action_run_checks()
        verdict, detail = self._get_check(application, "territory")
        self.assertEqual(verdict, "fail")
        self.assertIn(agreement.name, detail)

    def test_approval_makes_a_distributor(self):
        lead = self._create_lead("Hill Traders", dms_territory_id=self.city.id)
        context = {**lead._prepare_dms_application_context(), "default_name": "Leaks"}
        application = self._create_application(email=lead.email_from).with_context(**context)
        application.action_submit()
        self.assertEqual(application.lead_id, lead)
        self.assertEqual(lead.stage_id, self.env.ref("dms_distributor.stage_prospect_applied"))
        application.with_user(self.manager).action_approve()

        application = self.env["dms.application"].browse(application.id)
        partner = application.partner_id
        self.assertRecordValues(partner, [{
            "name": "Hill Traders", "dms_state": "onboarding", "vat": VAT,
            "dms_tier_id": self.distributor_tier.id, "dms_territory_id": self.city.id,
            "dms_upstream_id": self.stockist.id,
        }])
        self.assertEqual(partner.child_ids.name, "Asha Hill")
        self.assertRecordValues(partner.bank_ids, [{
            "acc_number": "50100123456701", "acc_holder_name": "Hill Traders",
            "bank_name": "Bank of the Hills",
        }])
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id),
             ("res_field", "=", False)]
        )
        self.assertEqual(len(files), len(application.document_ids))
        self.assertEqual(set(files.mapped("raw")), {PDF})
        self.assertEqual(lead.won_status, "won")
        steps = partner.dms_lifecycle_change_ids.sorted("id").sorted("date")
        self.assertEqual(steps.mapped("state_to")[-1], "onboarding")
        self.assertIn("applied", steps.mapped("state_to"))

        agreement = partner.dms_agreement_ids
        self.assertEqual((agreement.state, agreement.territory_ids), ("draft", self.city))
        agreement.action_submit()
        agreement.action_approve()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(partner.dms_state, "active", "with its agreement it is active")
        self.assertIn(agreement.name, partner.dms_lifecycle_change_ids.sorted("id")[-1:].reason)

    def test_failed_check_is_accepted_with_a_reason(self):
        application = self._create_application(vat="33AAFCH4521K1ZR")
        application.action_submit()
        with self.assertRaisesRegex(UserError, "check failed"):
            application.with_user(self.manager).action_approve()
        check = application.check_ids.filtered(lambda line: line.code == "tax_number")
        with self.assertRaisesRegex(UserError, "reason for accepting"):
            check.with_user(self.manager).action_accept()
        check.with_user(self.manager).accept_reason = "The certificate shows it"
        with self.assertRaises(AccessError):
            check.with_user(self.north_user).action_accept()
        check.with_user(self.manager).action_accept()
        application.with_user(self.manager).action_run_checks()
        self.assertTrue(check.is_accepted, "the same findings stay accepted")
        application.with_user(self.manager).action_approve()
        self.assertEqual(application.state, "approved")

    def test_other_findings_must_be_accepted_anew(self):
        application = self._create_application(vat="33AAFCH4521K1ZR")
        application.action_submit()
        check = application.check_ids.filtered(lambda line: line.code == "tax_number")
        check.accept_reason = "Seen"
        check.action_accept()
        application.action_withdraw()
        application.vat = "33AAFCH4521K1ZS"
        application.action_submit()
        self.assertFalse(check.is_accepted)

    def test_refusal_says_why(self):
        application = self._create_application()
        application.action_submit()
        with self.assertRaisesRegex(UserError, "reason for refusing"):
            application.with_user(self.manager).action_refuse()
        application.with_user(self.manager).decision_reason = "No need"
        application.with_user(self.manager).action_refuse()
        self.assertFalse(application.partner_id)
        mail = self.env["mail.mail"].search([("model", "=", application._name),
                                             ("res_id", "=", application.id)], limit=1)
        self.assertIn("No need", mail.body_html)

    def test_what_was_sent_is_not_changed(self):
        application = self._create_application()
        application.action_submit()
        with self.assertRaisesRegex(UserError, "stands as it is"):
            application.bank_account_number = "999999999"
        application.with_user(self.manager).upstream_id = self.maker
        with self.assertRaisesRegex(UserError, "stands as it is"):
            application.unlink()

    def test_users_decide_nothing(self):
        application = self._create_application()
        application.action_submit()
        self.assertEqual(
            self.env["dms.application"].with_user(self.north_user).search(
                [("id", "=", application.id)]
            ), application,
        )
        with self.assertRaises(AccessError):
            application.with_user(self.north_user).action_approve()

    def test_foreign_territories_are_out_of_sight(self):
        application = self._create_application(territory_id=self.south.id)
        for record in (application, application.document_ids, application.reference_ids):
            found = self.env[record._name].with_user(self.north_user).search(
                [("id", "in", record.ids)]
            )
            self.assertFalse(found)

    def test_documents_by_content(self):
        application = self._create_application()
        for content in (b"<svg/>", b"<html></html>", b"MZ\x90"):
            with self.assertRaisesRegex(ValidationError, "neither a PDF nor a picture"):
                application.document_ids[0].file = base64.b64encode(content)

    def test_rejected_document_is_asked_for_again(self):
        application = self._create_application()
        application.action_submit()
        document = application.document_ids[0]
        with self.assertRaisesRegex(ValidationError, "what is wrong"):
            document.action_reject()
        document.note = "Nothing can be read"
        document.action_reject()
        self.assertIn(document.type_id, application._get_wanted_documents())
        application._receive_document(
            document.type_id, {"file": base64.b64encode(PDF), "file_name": "again.pdf"}
        )
        self.assertFalse(application._get_wanted_documents())
        self.assertEqual(self._get_check(application, "document")[0], "warning")

    def test_unconfirmed_ones_do_not_count_and_are_forgotten(self):
        application = self._create_application(is_confirmed=False)
        with self.assertRaisesRegex(UserError, "has not been confirmed"):
            application.action_submit()
        self.env.cr.execute(
            "UPDATE dms_application SET create_date = create_date - INTERVAL '8 days'"
            " WHERE id = %s", [application.id],
        )
        self.env.invalidate_all()
        self.env["dms.application"]._gc_unconfirmed()
        self.assertFalse(application.exists())
