from markupsafe import Markup
from odoo import api, fields, models


class DmsClaim(models.Model):
    """Deductions: what a distributor left out of its payment, claimed against the invoice.

    Approved, the claim is offset against that invoice; refused, the invoice stays open and those
    who collect it are told.
    """

    _inherit = "dms.claim"

    deduction_move_id = fields.Many2one(
        "account.move", "Short-Paid Invoice", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", help="What is approved is offset against this invoice.",
    )

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"deduction_move_id"}

    def _book_approved(self):
        result = super()._book_approved()
        self.filtered("deduction_move_id")._offset_deductions()
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        for claim in self.sudo().filtered("deduction_move_id"):
            claim._tell_collector(claim.claimed_amount)
        return result

    def _offset_deductions(self):
        """Settle approved deductions against the invoices they were made from.

        What such an invoice does not take up any more, for it was paid meanwhile, remains to be
        settled otherwise; so does all of it in a company without accounts for claims.
        """
        for claim in self:
            company, move = claim.company_id, claim.deduction_move_id
            is_ready = (
                company.dms_scheme_journal_id and company.dms_scheme_expense_account_id
                and company.dms_scheme_provision_account_id
            )
            amount = min(claim.settle_amount, move.amount_residual)
            if is_ready and move.state == "posted" and amount > 0:
                claim._settle("offset", {claim: amount}, invoices=move)
            short = claim.currency_id.round(claim.claimed_amount - claim.approved_amount)
            if short > 0:
                claim._tell_collector(short)

    def _tell_collector(self, amount):
        """Tell on the invoice that an amount is to be collected after all, and ask for it."""
        self.ensure_one()
        move = self.deduction_move_id
        text = self.env._(
            "%(amount)s that %(claimant)s deducted is not granted (claim %(claim)s): it stays open "
            "on this invoice. %(reason)s",
            amount=self.currency_id.format(amount), claimant=self.claimant_id.display_name,
            claim=self.name, reason=self.decision_reason or "",
        )
        collector = move.invoice_user_id or move.create_uid
        move.message_post(body=Markup("<p>%s</p>") % text, subtype_xmlid="mail.mt_note")
        if collector.active and not collector.share:
            move.activity_schedule(
                "mail.mail_activity_data_todo", user_id=collector.id,
                summary=self.env._("Collect what was deducted"), note=Markup("<p>%s</p>") % text,
            )
