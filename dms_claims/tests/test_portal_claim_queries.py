from odoo.tests import tagged

from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalClaimQueries(ClaimPortalCommon):
    """What is asked is answered in the portal, and a decision disputed, with files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._create_claim(cls.north)
        cls.claim.action_submit()
        cls.query = cls.claim._raise_query("Where is the bill?")
        cls.foreign = cls._create_claim(cls.south)
        cls.foreign.action_submit()
        cls.foreign_query = cls.foreign._raise_query("Who drove?")
        cls.env.flush_all()

    def _answer(self, claim, query, **options):
        return self.post(f"/my/dms/claims/{claim.id}/answer", query_id=query.id, **options)

    def test_question_and_answer(self):
        self.log_in("portal_north")
        counts = self.make_jsonrpc_request("/my/counters", {"counters": ["dms_claim_query_count"]})
        self.assertEqual(counts["dms_claim_query_count"], 1)
        page = self.get_page("/my/dms/claims", filterby="query")
        self.assertIn(self.claim.name, page)
        self.assertIn("Your answer", page)
        self.assertIn("Where is the bill?", self.get_page(f"/my/dms/claims/{self.claim.id}"))
        photo = self.make_photo()
        answer = self._answer(
            self.claim, self.query, message="Here it is.",
            files={"files": ("bill.jpg", photo, "image/jpeg")},
        )
        self.assertIn("Here it is.", answer.text)
        self.env.invalidate_all()
        self.assertRecordValues(self.query, [{
            "state": "answered", "answer": "Here it is.",
            "answered_by_id": self.env["res.users"].search([("login", "=", "portal_north")]).id,
        }])
        file = self.query.file_ids
        self.assertEqual(file.name, "bill.jpg")
        path = f"/my/dms/claims/{self.claim.id}/files/{file.checksum}"
        self.assertIn(path, answer.text)
        self.assertEqual(self.url_open(path).content, photo)
        self.assertNotIn(self.claim.name, self.get_page("/my/dms/claims", filterby="query"))
        self.log_in("portal_south")
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_what_stands_against_an_answer_is_told(self):
        self.log_in("portal_north")
        answer = self._answer(self.claim, self.query, message="  ")
        self.assertIn("write what you want to say", answer.text)
        self.claim.action_withdraw()
        self.env.flush_all()
        self._answer(self.claim, self.query, message="Late")
        self.env.invalidate_all()
        self.assertFalse(self.query.answer)

    def test_foreign_questions(self):
        self.log_in("portal_north")
        for claim, query in (
            (self.foreign, self.foreign_query), (self.claim, self.foreign_query),
        ):
            answer = self._answer(claim, query, message="Me")
            self.assertEqual(answer.status_code, 404)
        answer = self.post(f"/my/dms/claims/{self.foreign.id}/dispute", message="No")
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self.foreign_query.state, "open")

    def test_dispute(self):
        claim = self._decide(self._create_claim(self.north), 0)
        self.env.flush_all()
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/claims/{claim.id}")
        self.assertIn("You do not agree?", page)
        answer = self.post(f"/my/dms/claims/{claim.id}/dispute", message="The bill names it.")
        self.assertIn("The bill names it.", answer.text)
        self.assertIn("In dispute", answer.text)
        self.env.invalidate_all()
        dispute = claim.query_ids
        self.assertRecordValues(dispute, [{"kind": "dispute", "state": "open"}])
        self.post(f"/my/dms/claims/{claim.id}/dispute", message="And the driver.")
        self.env.invalidate_all()
        self.assertEqual(claim.query_ids, dispute, "a dispute is gone on with")
        dispute._reject("The bill is of another year.")
        self.env.flush_all()
        page = self.get_page(f"/my/dms/claims/{claim.id}")
        self.assertIn("The bill is of another year.", page)
        self.assertIn("This is final", page)
        answer = self.post(f"/my/dms/claims/{claim.id}/dispute", message="Again.")
        self.assertIn("has been disputed already", answer.text)
