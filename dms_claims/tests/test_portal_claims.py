from unittest.mock import patch

from odoo.tests import tagged

from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalClaims(ClaimPortalCommon):
    """A distributor sees its claims and those below it, and what was decided, with reasons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._create_claim(cls.north, external_reference="OUR-1")
        cls.waiting = cls._create_claim(cls.north, amount=200)
        cls.waiting.action_submit()
        cls.part = cls._decide(cls._create_claim(cls.north, amount=300), 250)
        cls.refused = cls._decide(cls._create_claim(cls.north, amount=50), 0)
        cls.of_sub = cls._create_claim(cls.sub, amount=70)
        cls.of_sub.action_submit()
        cls.foreign = cls._create_claim(cls.south, amount=80)
        cls.foreign.action_submit()
        cls.all = (
            cls.draft | cls.waiting | cls.part | cls.refused | cls.of_sub | cls.foreign
        )
        cls.env.flush_all()

    def assert_listed(self, page, claims):
        listed = self.all.filtered(lambda claim: f'data-claim="{claim.name}"' in page)
        self.assertEqual(listed.mapped("name"), claims.mapped("name"))

    def test_list(self):
        self.log_in("portal_north")
        path = "/my/dms/claims"
        self.assert_listed(self.get_page(path), self.all - self.foreign)
        for filterby, claims in (
            ("draft", self.draft), ("submitted", self.waiting | self.of_sub),
            ("approved", self.part), ("settled", self.all.browse()), ("refused", self.refused),
            ("no-such-filter", self.all - self.foreign),
        ):
            with self.subTest(filterby=filterby):
                self.assert_listed(self.get_page(path, filterby=filterby), claims)
        page = self.get_page(path, search="our-1", search_in="external_reference")
        self.assert_listed(page, self.draft)
        page = self.get_page(path, search=self.part.name, search_in="name")
        self.assert_listed(page, self.part)
        for groupby in ("type_id", "claimant_id"):
            page = self.get_page(path, groupby=groupby)
            self.assert_listed(page, self.all - self.foreign)
        self.assertIn("North Sub", page)
        self.log_in("portal_south")
        self.assert_listed(self.get_page(path), self.foreign)

    def test_totals(self):
        self.log_in("portal_north")
        page = self.get_page("/my/dms/claims").replace("\xa0", " ")
        waiting = page.split('data-total="submitted"')[1][:200]
        self.assertIn("270.00", waiting)
        self.assertIn("250.00", page.split('data-total="approved"')[1][:200])

    def test_page_of_a_decision(self):
        self.part.line_ids.reason = "Bill 7 names 250."
        self.env["dms.claim.reason"].search([], limit=1).description = "Told to claimants."
        self.part.line_ids.reason_id = self.env["dms.claim.reason"].search([], limit=1)
        self.env.flush_all()
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/claims/{self.part.id}")
        for text in ("300.00", "250.00", "Only what the bill shows.", "Bill 7 names 250.",
                     "Told to claimants.", "Transport in May"):
            self.assertIn(text, page)
        page = self.get_page(f"/my/dms/claims/{self.refused.id}")
        self.assertIn("Refused.", page)

    def test_what_we_think_is_not_shown(self):
        """Notes, the amount proposed and the amount expected stay inside while it is open."""
        self.waiting.line_ids.write({"expected_amount": 123.45, "has_expected": True})
        self.waiting.proposed_amount = 167.89
        self.waiting.message_post(body="They always claim too much.", message_type="comment")
        self.waiting.message_post(
            body="We need the bill.", message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        self.env.flush_all()
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/claims/{self.waiting.id}")
        for text in ("123.45", "167.89", "too much"):
            self.assertNotIn(text, page)
        self.assertIn("We need the bill.", page)

    def test_what_was_reckoned_explains_a_decision(self):
        self.part.line_ids.write({"expected_amount": 249.5, "has_expected": True})
        self.env.flush_all()
        self.log_in("portal_north")
        self.assertIn("249.50", self.get_page(f"/my/dms/claims/{self.part.id}"))
        self.part.type_id.kind = "free_goods"
        self.env.flush_all()
        self.assertNotIn("249.50", self.get_page(f"/my/dms/claims/{self.part.id}"))

    def test_foreign_claims_are_closed(self):
        for login, target in (
            ("portal_north", "/my/dms/claims"), ("portal_outlet", "/my"), ("portal_other", "/my"),
            ("staff", "/my"),
        ):
            self.log_in(login)
            for path in (f"/my/dms/claims/{self.foreign.id}",
                         f"/my/dms/claims/{self.foreign.id}/edit"):
                with self.subTest(login=login, path=path):
                    self.assert_redirected(path, target)
            for path, posted in (
                ("pdf", False), ("files/abc", False), ("message", True), ("withdraw", True),
                ("save", True), ("edit", True), ("delete", True), ("files", True),
                ("files/abc/remove", True),
            ):
                with self.subTest(login=login, path=path):
                    path = f"/my/dms/claims/{self.foreign.id}/{path}"
                    answer = self.post(path, message="x") if posted else self.url_open(path)
                    self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self.foreign.state, "submitted")

    def test_what_takes_back_is_ours(self):
        """A distributor sees the claim that takes back what it got, and cannot stop it."""
        back = self._create_claim(self.north, amount=10)
        back.action_submit()
        back.sudo().reversal_of_id = self.part
        self.env.flush_all()
        self.log_in("portal_north")
        page = self.get_page("/my/dms/claims")
        self.assertIn(f"Takes back {self.part.name}", page)
        self.assertIn("270.00", page.split('data-total="submitted"')[1][:200])
        page = self.get_page(f"/my/dms/claims/{back.id}")
        self.assertIn("This takes back what was settled", page)
        self.assertNotIn("/withdraw", page)
        for path in ("withdraw", "save", "edit", "delete", "files"):
            with self.subTest(path=path):
                answer = self.post(f"/my/dms/claims/{back.id}/{path}")
                self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(back.state, "submitted")

    def test_claims_below_are_read_only(self):
        """Whoever supplies a claimant sees its claims, and changes nothing about them."""
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/claims/{self.of_sub.id}")
        self.assertIn("North Sub", page)
        self.assertNotIn("/withdraw", page)
        answer = self.post(f"/my/dms/claims/{self.of_sub.id}/withdraw")
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self.of_sub.state, "submitted")

    def test_withdraw(self):
        self.log_in("portal_north")
        self.post(f"/my/dms/claims/{self.waiting.id}/withdraw")
        self.env.invalidate_all()
        self.assertEqual(self.waiting.state, "draft")
        answer = self.post(f"/my/dms/claims/{self.part.id}/withdraw")
        self.env.invalidate_all()
        self.assertEqual(self.part.state, "approved")
        self.assertIn("cannot become", answer.text)

    def test_message(self):
        self.log_in("portal_north")
        self.post(f"/my/dms/claims/{self.waiting.id}/message", message="<b>When?</b>")
        self.env.invalidate_all()
        message = self.waiting._get_portal_messages()[-1]
        self.assertEqual(message.author_id.commercial_partner_id, self.north)
        page = self.get_page(f"/my/dms/claims/{self.waiting.id}")
        self.assertIn("&lt;b&gt;When?&lt;/b&gt;", page)

    def test_pdf(self):
        self.log_in("portal_north")
        with patch.object(
            type(self.env["ir.actions.report"]), "_render_qweb_pdf",
            lambda reports, name, ids: (f"{name} {ids}".encode(), "pdf"),
        ):
            answer = self.url_open(f"/my/dms/claims/{self.part.id}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.text, f"dms_claims.report_claim [{self.part.id}]")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dms_claims.report_claim", self.part.ids
        )
        self.assertIn("250.00", html.decode())
        self.assertIn("Only what the bill shows.", html.decode())

    def test_home(self):
        self.log_in("portal_north")
        self.assertIn("/my/dms/claims", self.get_page("/my"))
        counts = self.make_jsonrpc_request("/my/counters", {"counters": ["dms_claim_draft_count"]})
        self.assertEqual(counts["dms_claim_draft_count"], 1)
        self.log_in("portal_other")
        self.assertNotIn("/my/dms/claims", self.get_page("/my"))
