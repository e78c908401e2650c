from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaim(ClaimCase):
    def test_checklist_comes_from_the_type(self):
        claim = self._create_claim(evidence=False)
        self.assertEqual(claim.evidence_ids.mapped("name"), ["Photo", "Letter"])
        self.assertEqual(claim.evidence_ids.mapped("is_required"), [True, False])

    def test_checklist_follows_the_type_and_keeps_files(self):
        claim = self._create_claim()
        other = self.claim_type.copy({"code": "OTHER-TYPE"})
        other.evidence_ids.filtered(lambda line: line.name == "Letter").name = "Receipt"
        claim.type_id = other
        self.assertEqual(
            sorted(claim.evidence_ids.mapped("name")), ["Photo", "Photo", "Receipt"]
        )
        self.assertEqual(len(claim.evidence_ids.attachment_ids), 1)

    def test_checklist_in_the_form(self):
        form = Form(self.env["dms.claim"])
        form.claimant_id = self.claimant
        form.type_id = self.claim_type
        form.date_from = form.date_to = "2026-01-31"
        form.claimed_amount = 5
        claim = form.save()
        self.assertEqual(
            claim.evidence_ids.requirement_id, self.claim_type.evidence_ids
        )
        self.assertNotEqual(claim.name, "New")

    def test_new_requirement_reaches_drafts_only(self):
        draft, submitted = self._create_claim(), self._create_claim()
        submitted.action_submit()
        self.claim_type.evidence_ids = [Command.create({"name": "Second photo"})]
        self.assertIn("Second photo", draft.evidence_ids.mapped("name"))
        self.assertNotIn("Second photo", submitted.evidence_ids.mapped("name"))

    def test_submission_says_all_that_is_missing(self):
        self.claim_type.needs_scheme = True
        claim = self._create_claim(evidence=False, claimed_amount=0)
        with self.assertRaises(UserError) as refusal:
            claim.action_submit()
        for text in ("amount claimed", "evidence is missing: Photo", "name the scheme"):
            self.assertIn(text, str(refusal.exception))
        self.assertNotIn("Letter", str(refusal.exception))
        self.assertEqual(claim.state, "draft")

    def test_evidence_line_without_its_requirement_does_not_count(self):
        claim = self._create_claim(evidence=False)
        claim.evidence_ids.unlink()
        claim.evidence_ids = [
            Command.create(
                {"name": "Photo", "attachment_ids": [Command.create({"name": "a", "raw": b"a"})]}
            )
        ]
        with self.assertRaisesRegex(UserError, "evidence is missing: Photo"):
            claim.action_submit()

    def test_scheme_must_be_claimable(self):
        scheme = self.env["dms.scheme"].create(
            {
                "name": "On invoice", "is_claimable": False,
                "slab_ids": [Command.create({"threshold": 1, "rate": 1})],
            }
        )
        claim = self._create_claim(scheme_id=scheme.id)
        self.assertEqual(scheme.claim_count, 1)
        with self.assertRaisesRegex(UserError, "not claimable"):
            claim.action_submit()

    def test_scheme_must_be_in_force_in_the_period(self):
        scheme = self.env["dms.scheme"].create(
            {
                "name": "January", "date_start": "2026-01-01", "date_end": "2026-01-31",
                "slab_ids": [Command.create({"threshold": 1, "rate": 1})],
            }
        )
        self.claim_type.window_days = 0
        claim = self._create_claim(
            scheme_id=scheme.id, date_from="2026-02-01", date_to="2026-02-28"
        )
        with self.assertRaisesRegex(UserError, "not in force"):
            claim.action_submit()
        claim.date_from = "2026-01-31"
        claim.action_submit()
        self.assertEqual(claim.state, "submitted")

    def test_window(self):
        today = fields.Date.context_today(self.env["dms.claim"])
        for days, late in ((30, False), (31, True)):
            end = today - timedelta(days=days)
            claim = self._create_claim(date_from=end, date_to=end)
            self.assertEqual(claim.is_late, late)
        with self.assertRaisesRegex(UserError, "ask a Distribution manager"):
            claim.action_submit()
        claim.with_user(self.manager).action_allow_late()
        claim.action_submit()
        self.assertEqual(claim.state, "submitted")

    def test_no_window(self):
        self.claim_type.window_days = 0
        claim = self._create_claim(date_from="2020-01-01", date_to="2020-01-31")
        self.assertFalse(claim.submit_by)
        claim.action_submit()

    def test_submitted_claim_stands(self):
        claim = self._create_claim()
        claim.action_submit()
        self.assertEqual((claim.proposed_amount, claim.approved_amount), (100, 0))
        attachment = claim.evidence_ids.attachment_ids
        for change in (
            lambda: claim.write({"claimed_amount": 200}),
            lambda: claim.evidence_ids[0].write({"name": "Other"}),
            lambda: claim.evidence_ids.unlink(),
            lambda: attachment.write({"raw": b"forged"}),
            attachment.unlink,
            claim.unlink,
        ):
            with self.assertRaisesRegex(UserError, "has been submitted"):
                change()
        claim.action_withdraw()
        self.assertEqual(claim.state, "draft")
        self.assertFalse(claim.submit_date)
        claim.claimed_amount = 200
        claim.action_submit()
        self.assertEqual(claim.proposed_amount, 200)

    def test_steps_that_do_not_exist(self):
        claim = self._create_claim()
        for state in ("approved", "refused"):
            with self.assertRaisesRegex(UserError, "cannot become"):
                claim.state = state
        claim.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot become"):
            claim.action_submit()
        with self.assertRaisesRegex(UserError, "begins as a draft"):
            self._create_claim(state="approved")

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        self._create_claim(external_reference="R-1")
        for values in (
            {"date_from": "2026-02-01", "date_to": "2026-01-01"},
            {"claimed_amount": -1},
            {"approved_amount": 101},
            {"proposed_amount": 101},
            {"external_reference": "R-1"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._create_claim(evidence=False, **values)

    def test_reference_is_free_again_after_cancelling(self):
        claim = self._create_claim(external_reference="R-2")
        claim.action_cancel()
        claim.flush_recordset()
        again = self._create_claim(external_reference="R-2")
        self.assertEqual(again.state, "draft")

    def test_age(self):
        today = fields.Date.context_today(self.env["dms.claim"])
        ages = {0: "d00_07", 7: "d00_07", 8: "d08_15", 15: "d08_15", 16: "d16_30", 30: "d16_30",
                31: "d31_60", 60: "d31_60", 61: "d61", 400: "d61"}
        claims = self.env["dms.claim"]
        for days in ages:
            claim = self._create_claim()
            claim.action_submit()
            claim.submit_date = today - timedelta(days=days)
            claims |= claim
        draft = self._create_claim()
        self.assertFalse(draft.age_bucket)
        self.assertEqual(claims.mapped("age_bucket"), list(ages.values()))
        domain = [("id", "in", (claims | draft).ids)]
        for bucket in set(ages.values()):
            found = claims.search([*domain, ("age_bucket", "=", bucket)])
            self.assertEqual(set(found.mapped("age_bucket")), {bucket})
            self.assertEqual(len(found), 2)
        self.assertEqual(claims.search([*domain, ("age_bucket", "=", False)]), draft)
        self.assertEqual(
            sorted(claims._read_group(domain, ["age_bucket"], ["__count"]), key=str),
            [("d00_07", 2), ("d08_15", 2), ("d16_30", 2), ("d31_60", 2), ("d61", 2), (False, 1)],
        )

    def test_decide_by(self):
        self.claim_type.sla_days = 5
        claim = self._create_claim()
        self.assertFalse(claim.decide_by)
        claim.action_submit()
        self.assertEqual(claim.decide_by, claim.submit_date + timedelta(days=5))

    def test_open_claims_stand_against_leaving(self):
        claim = self._create_claim()
        settlement = self.env["dms.settlement"].create(
            {"partner_id": self.claimant.id, "reason": "Leaves"}
        )
        item = settlement.item_ids.filtered(lambda line: line.kind == "claim")
        self.assertEqual((item.figure, item.state), ("0", "done"), "a draft is no claim yet")
        claim.action_submit()
        settlement.item_ids.invalidate_recordset(["figure", "is_clear"])
        self.assertEqual((item.figure, item.is_clear), ("1", False))
        self.assertIn(item, settlement.item_ids.filtered(lambda line: line._is_reopened()))
