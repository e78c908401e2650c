import os
from unittest.mock import patch

from odoo import fields
from odoo.addons.dms_distributor.tests.common_api import ApiDocumentCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestApiClaims(ApiDocumentCase):
    """The chapter on claims says what the calls do, and its examples run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.claim")]).active = False
        cls.env["dms.claim.rule"].search([]).active = False
        cls.env["dms.claim.check.setting"].search([]).severity = "warning"
        cls.today = fields.Date.today().isoformat()
        cls.plain_type = cls.env["dms.claim.type"].create(
            {"name": "Unloading", "code": "API-PLAIN", "kind": "freight", "window_days": 30}
        )

    def setUp(self):
        super().setUp()
        self.calls = self.env["dms.api"].with_user(self.user)

    def _create(self, *rows, key="batch-1"):
        return self.calls.create_claims(key, "D-100", [
            {"type": "API-PLAIN", "date_from": self.today, "date_to": self.today,
             "lines": [{"amount": 10}], **row}
            for row in rows
        ])["rows"]

    def test_examples(self):
        distributor_document, *_rest = self.env["dms.api"]._get_documents()
        names = {}
        for _language, code in self.read_examples(distributor_document):
            if "def call(" in code:
                head, _end, _answer = code.partition("answer =")
                with patch.dict(os.environ, {"DMS_API_KEY": self.api_key}):
                    exec(head, names)  # noqa: S102  the document's own example
        ran = self.run_examples(self.read_examples("dms_claims/readme/API.rst"), names)
        self.assertEqual((ran.count("bash"), ran.count("python")), (2, 2))

    def test_claim_and_its_lines(self):
        [answer] = self._create({
            "source_key": "K-1", "reference": " R-1 ", "description": "In May",
            "lines": [
                {"product": "SOAP-75", "quantity": "3", "price": 2.5, "outlet": "O-7",
                 "date": self.today, "name": "Wet"},
                {"amount": "4.00"},
            ],
        })
        claim = self.env["dms.claim"].browse(answer["id"])
        self.assertEqual(
            (answer["status"], answer["name"], answer["claimed"], answer["missing"]),
            ("accepted", claim.name, 11.5, []),
        )
        self.assertRecordValues(claim, [{
            "claimant_id": self.distributor.id, "type_id": self.plain_type.id, "origin": "api",
            "external_reference": "R-1", "state": "draft", "description": "In May",
            "claimed_amount": 11.5,
        }])
        self.assertRecordValues(claim.line_ids, [
            {"product_id": self.products[0].id, "outlet_id": self.outlet.id, "quantity": 3,
             "price_unit": 2.5, "claimed_amount": 7.5, "name": "Wet",
             "date": fields.Date.to_date(self.today)},
            {"product_id": False, "outlet_id": False, "quantity": 0, "price_unit": 0,
             "claimed_amount": 4, "name": "Unloading", "date": False},
        ])

    def test_what_comes_again_is_known(self):
        [first] = self._create({"source_key": "K-1"})
        [again, other] = self._create(
            {"source_key": "K-1", "lines": [{"amount": 99}]}, {"source_key": "K-2"}, key="batch-2"
        )
        self.assertEqual((again["status"], again["id"]), ("known", first["id"]))
        self.assertEqual((again["claimed"], other["status"]), (10, "accepted"))
        [one, two] = self._create({"source_key": "K-3"}, {"source_key": "K-3"}, key="batch-3")
        self.assertEqual((two["status"], two["id"]), ("known", one["id"]))
        claims = self.env["dms.claim"].search_count([("claimant_id", "=", self.distributor.id)])
        self.assertEqual(claims, 3)

    def test_submitted_at_once(self):
        [done] = self._create({"source_key": "K-1", "submit": True})
        self.assertEqual((done["state"], done["missing"]), ("submitted", []))
        self.env["dms.claim.type.evidence"].create(
            {"type_id": self.plain_type.id, "name": "The bill"}
        )
        [wanting] = self._create({"source_key": "K-2", "submit": True}, key="batch-2")
        self.assertEqual(wanting["state"], "draft")
        self.assertIn("The bill", wanting["missing"][0])

    def test_what_a_check_holds_back_stays_a_draft(self):
        claims = type(self.env["dms.claim"])
        with patch.object(claims, "action_submit", side_effect=UserError("Too much")):
            [answer] = self._create({"source_key": "K-1", "submit": True})
        self.assertEqual(
            (answer["status"], answer["held"], answer["state"]), ("accepted", "Too much", "draft")
        )
        self.assertTrue(self.env["dms.claim"].browse(answer["id"]).exists())

    def test_bad_rows_are_told_and_good_ones_go_in(self):
        line = {"product": "SOAP-75", "quantity": 1, "price": 1}
        rows = [
            ("source_key_missing", {"source_key": " "}),
            ("submit_unreadable", {"submit": "yes"}),
            ("type_unknown", {"type": "NOPE"}),
            ("period_missing", {"date_to": None}),
            ("period_reversed", {"date_to": "2001-01-01"}),
            ("date_unreadable", {"date_from": "yesterday"}),
            ("scheme_unknown", {"type": "SCHEME", "scheme": "NOPE"}),
            ("lines_missing", {"lines": []}),
            ("line_unreadable", {"lines": [{"colour": "red"}]}),
            ("amount_missing", {"lines": [{"quantity": 1}]}),
            ("quantity_not_a_number", {"lines": [{**line, "quantity": -1}]}),
            ("lot_unknown", {"lines": [{**line, "lot": "L-9"}]}),
            ("outlet_unknown", {"lines": [{**line, "outlet": "O-99"}]}),
            ("invoice_unknown", {"lines": [{**line, "invoice": "INV/9"}]}),
            ("unit_unknown", {"lines": [{**line, "unit": "barrel"}]}),
            ("product_missing", {"type": "DAMAGE", "lines": [{"amount": 1}]}),
            ("quantity_missing", {"type": "DAMAGE", "lines": [{"product": "TEA-250"}]}),
            ("invoice_missing", {"type": "RATE-DIFFERENCE", "lines": [{"amount": 1}]}),
        ]
        answers = self._create(
            *({"source_key": f"K-{number}", **row} for number, (_code, row) in enumerate(rows)),
            {"source_key": "good"},
        )
        for (code, _row), answer in zip(rows, answers, strict=False):
            with self.subTest(code=code):
                self.assertEqual((answer["status"], answer["code"]), ("rejected", code))
                self.assertTrue(answer["field"] and answer["message"])
        self.assertEqual(answers[-1]["status"], "accepted")

    def test_a_reference_is_taken_once(self):
        [first] = self._create({"source_key": "K-1", "reference": "R-1"})
        [second] = self._create({"source_key": "K-2", "reference": "R-1"}, key="batch-2")
        self.assertEqual((second["status"], second["code"]), ("rejected", "reference_taken"))
        self.assertIn(first["name"], second["message"])
        self.env["dms.claim"].browse(first["id"]).action_cancel()
        [third] = self._create({"source_key": "K-3", "reference": "R-1"}, key="batch-3")
        self.assertEqual(third["status"], "accepted")

    def test_list(self):
        self._create({"source_key": "K-1"}, {"source_key": "K-2", "submit": True})
        page = self.calls.list_claims("D-100", limit=1)
        self.assertEqual([row["source_key"] for row in page["rows"]], ["K-1"])
        page = self.calls.list_claims("D-100", after=page["next"])
        self.assertEqual([row["source_key"] for row in page["rows"]], ["K-2"])
        self.assertIsNone(page["next"])
        [claim] = self.calls.list_claims("D-100", state="submitted")["rows"]
        self.assertEqual((claim["source_key"], claim["approved"]), ("K-2", None))
        record = self.env["dms.claim"].browse(claim["id"])
        record.write({"proposed_amount": 6, "decision_reason": "Six are proved."})
        record.action_approve()
        [claim] = self.calls.list_claims("D-100", source_keys=["K-2"])["rows"]
        self.assertEqual(
            (claim["state"], claim["approved"], claim["reason"], claim["lines"][0]["approved"]),
            ("approved", 6, "Six are proved.", 6),
        )

    def test_refusals(self):
        row = {"source_key": "K-1"}
        for word, call in (
            ("state", lambda: self.calls.list_claims("D-100", state="lost")),
            ("source_keys", lambda: self.calls.list_claims("D-100", source_keys="K-1")),
            ("D-999", lambda: self.calls.list_claims("D-999")),
            ("D-999", lambda: self.calls.create_claims("b", "D-999", [row])),
            ("colour", lambda: self.calls.create_claims("b", "D-100", [{"colour": "red"}])),
        ):
            with self.subTest(word=word), self.assertRaisesRegex(UserError, word):
                call()

    def test_only_ones_own(self):
        """A key of another distributor is another key, and its claims are not told."""
        other = self.distributor.copy({"name": "Other traders", "dms_code": "D-200"})
        self.env["dms.claim"].create({
            "claimant_id": other.id, "type_id": self.plain_type.id, "date_from": self.today,
            "date_to": self.today, "claimed_amount": 5, "source_key": f"api:{other.id}:K-1",
        })
        [answer] = self._create({"source_key": "K-1"})
        self.assertEqual(answer["status"], "accepted")
        found = self.calls.list_claims("D-100")["rows"]
        self.assertEqual([claim["id"] for claim in found], [answer["id"]])
        with self.assertRaises(UserError):
            self.calls.list_claims("D-200")
