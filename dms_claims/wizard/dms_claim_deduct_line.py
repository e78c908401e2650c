from odoo import fields, models
from odoo.exceptions import UserError


class DmsClaimDeductLine(models.TransientModel):
    """What was deducted from the payment of one invoice."""

    _name = "dms.claim.deduct.line"
    _description = "Deduction of an Invoice"

    wizard_id = fields.Many2one("dms.claim.deduct", required=True, ondelete="cascade", index=True)
    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    partner_id = fields.Many2one(related="move_id.commercial_partner_id")
    amount_total = fields.Monetary(related="move_id.amount_total", string="Invoiced")
    deductible_amount = fields.Monetary(related="move_id.dms_deductible_amount")
    amount = fields.Monetary("Claimed", required=True)
    external_reference = fields.Char(
        "Claimant's Reference", help="The number of the distributor's debit note, if any."
    )

    def _check_amount(self):
        """Refuse to claim more of an invoice than is missing and not claimed yet.

        :raise UserError: with what is missing
        """
        self.ensure_one()
        missing = self.move_id.dms_deductible_amount
        if self.amount <= 0 or self.currency_id.compare_amounts(self.amount, missing) > 0:
            raise UserError(self.env._(
                "%(invoice)s: %(amount)s cannot be claimed, %(missing)s is paid short and not "
                "claimed yet. Claim more than zero and no more than that.",
                invoice=self.move_id.name, amount=self.currency_id.format(self.amount),
                missing=self.currency_id.format(missing),
            ))

    def _prepare_claim_values(self) -> dict:
        """Values of the claim that the deduction becomes."""
        self.ensure_one()
        move = self.move_id
        date = move.invoice_date or move.date
        return {
            "company_id": move.company_id.id,
            "currency_id": move.currency_id.id,
            "claimant_id": move.commercial_partner_id.id,
            "type_id": self.wizard_id.type_id.id,
            "origin": "deduction",
            "deduction_move_id": move.id,
            "date_from": date,
            "date_to": date,
            "external_reference": self.external_reference or False,
            "description": self.wizard_id.description,
            "claimed_amount": self.amount,
        }
