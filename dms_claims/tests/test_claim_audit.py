from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimAudit(SettlementCase):
    """Somebody who audits the books gets from any entry to the claim behind it, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "walk_auditor", groups="account.group_account_readonly",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )

    def _assert_leads_to(self, record, claim):
        record = record.with_user(self.auditor)
        record.invalidate_recordset(["dms_claim_count"])
        self.assertEqual(record.dms_claim_count, 1)
        action = record.action_open_dms_claims()
        self.assertEqual(action["res_id"], claim.id)
        self.assertTrue(claim.with_user(self.auditor).read(["name"]))

    def test_from_entries_to_the_claim_and_back(self):
        invoice = self._invoice(500)
        claim = self._claim(100)
        settlement = claim._settle("credit_note")
        moves = self.env["account.move.line"].search([("dms_claim_id", "=", claim.id)]).move_id
        self.assertEqual(len(moves), 2, "the accrual and the credit note")
        for move in moves:
            self._assert_leads_to(move, claim)
        # The invoice itself knows nothing of the claim: it is matched with its credit note.
        self._assert_leads_to(invoice, claim)
        reader = claim.with_user(self.auditor)
        self.assertEqual(
            self.env["account.move"].search(reader.action_open_moves()["domain"]), moves
        )
        self.assertEqual(reader.action_open_settlements()["res_id"], settlement.id)

    def test_from_a_payment(self):
        claim = self._claim(100)
        settlement = claim._settle("payment")
        self._assert_leads_to(settlement.payment_id, claim)

    def test_nothing_leads_nowhere(self):
        invoice = self._invoice(500)
        self.assertFalse(invoice.dms_claim_count)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertFalse(payment.dms_claim_count)

    def test_many_entries_by_few_queries(self):
        moves = self.env["account.move"]
        for number in range(6):
            moves |= self._claim(10 + number)._settle("credit_note").move_id
        self.env.flush_all()
        moves.invalidate_recordset(["dms_claim_count"])
        with self.assertQueryCount(1):
            self.assertEqual(sum(moves.mapped("dms_claim_count")), 6)

    def test_page(self):
        reason = self.env.ref("dms_claims.claim_reason_above_expected")
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "date_from": self.today,
            "date_to": self.today, "external_reference": "DN-77",
            "line_ids": [Command.create({"name": "Broken crates", "claimed_amount": 80})],
            "evidence_ids": [Command.create({
                "name": "Letter", "attachment_ids": [
                    Command.create({"name": "letter.txt", "raw": b"Ten crates were broken."})
                ],
            })],
        })
        claim.action_submit()
        claim.line_ids.write({"proposed_amount": 50, "reason_id": reason.id})
        claim.action_approve()
        settlement = claim._settle("credit_note")
        html, _kind = self.env["ir.actions.report"].with_user(self.auditor)._render_qweb_html(
            "dms_claims.claim_audit_document", claim.ids
        )
        page = html.decode()
        for text in (
            claim.name, "DN-77", "Broken crates", reason.name, "letter.txt",
            claim.file_ids.sha256, settlement.name, settlement.move_id.name,
            self.provision.display_name.split(" ", 1)[1],
        ):
            self.assertIn(text, page)

    def test_page_is_for_those_who_may_read_the_claim(self):
        claim = self._claim(100)
        stranger = new_test_user(
            self.env, "walk_stranger", groups="dms_distributor.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            claim.with_user(stranger)._prepare_audit()
