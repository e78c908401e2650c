from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.contention import last_try_in_words


class DmsClaimDeduct(models.TransientModel):
    """Ask why invoices were paid short, and make a claim of each."""

    _name = "dms.claim.deduct"
    _description = "Claim a Deduction"

    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    type_id = fields.Many2one(
        "dms.claim.type", required=True, domain=[("needs_scheme", "=", False)],
        default=lambda self: self.env.ref(
            "dms_claims.claim_type_deduction", raise_if_not_found=False
        ),
        help="What the distributor says the deduction is for.",
    )
    description = fields.Text(string="Explanation", required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", help="The distributor's letter, debit note or photo."
    )
    line_ids = fields.One2many(
        "dms.claim.deduct.line", "wizard_id", compute="_compute_line_ids", store=True,
        readonly=False,
    )

    @api.depends("move_ids")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear(), *(
                Command.create({
                    "move_id": move._origin.id or move.id, "amount": move.dms_deductible_amount,
                })
                for move in wizard.move_ids
            )]

    def action_confirm(self):
        """Make the claims and hand them in."""
        self.ensure_one()
        claims = self._create_claims()
        claims.action_submit()
        for claim in claims:
            claim.deduction_move_id.message_post(body=self.env._(
                "%(amount)s was deducted from the payment: claim %(claim)s.",
                amount=claim.currency_id.format(claim.claimed_amount), claim=claim.name,
            ))
        return claims._get_walk_action()

    def _create_claims(self):
        """Draft claims, one for each invoice, past the access of those who keep the books.

        :raise AccessError: for those who do not keep the books
        :raise UserError: when more is claimed than is missing
        """
        claims = self.env["dms.claim"].sudo()
        if not self.env.user.has_group(claims._get_settler_group()):
            raise AccessError(self.env._(
                "Only members of Accounting make claims of deductions: hand the invoice over to "
                "them."
            ))
        self.line_ids.move_id.check_access("read")
        if not self.line_ids:
            raise UserError(self.env._("Nothing to claim: no invoice is chosen."))
        self._lock_invoices()
        for line in self.line_ids:
            line._check_amount()
        claims = claims.create([line._prepare_claim_values() for line in self.line_ids])
        for claim in claims:
            self._attach(claim)
        return claims

    def _lock_invoices(self):
        """Have deductions of an invoice made one after the other.

        Who waits is run again by Odoo, and meets what the other has claimed.

        :raise UserError: where others were first in each of Odoo's tries
        """
        moves = self.line_ids.move_id
        self.env.flush_all()
        with last_try_in_words(self.env.cr, self.env._(
            "%(invoices)s: others are claiming deductions of the same invoices at this very "
            "moment. Nothing was claimed: wait a minute, then open this again.",
            invoices=", ".join(moves.mapped("name")),
        )):
            self.env.execute_query(SQL(
                """UPDATE account_move moves SET write_date = write_date
                     FROM (SELECT id FROM account_move WHERE id = ANY(%s)
                         ORDER BY id FOR NO KEY UPDATE) locked
                    WHERE moves.id = locked.id
                RETURNING moves.id""",
                moves.ids,
            ))
        moves.invalidate_recordset()

    def _attach(self, claim):
        """Give a claim its own copies of the files, as answers to its checklist."""
        if not self.attachment_ids:
            return
        evidence = claim.evidence_ids[:1] or claim.evidence_ids.create(
            {"claim_id": claim.id, "name": self.env._("Deduction")}
        )
        evidence.write({"attachment_ids": [
            Command.create({"name": attachment.name, "raw": attachment.raw})
            for attachment in self.attachment_ids
        ]})
