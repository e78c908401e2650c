from odoo import api, fields, models
from odoo.exceptions import UserError

# States of a claim in which its amount is spoken for.
PENDING = ("draft", "submitted", "approved")


class AccountMove(models.Model):
    """Invoices that were paid short: what is missing becomes a claim."""

    _inherit = "account.move"

    dms_deduction_count = fields.Integer(
        "Deductions", compute="_compute_dms_deduction", compute_sudo=True
    )
    dms_deducted_amount = fields.Monetary(
        "Claimed as Deduction", compute="_compute_dms_deduction", compute_sudo=True,
        help="Deducted from the payment and claimed, not settled or refused yet.",
    )
    dms_deductible_amount = fields.Monetary(
        "Paid Short", compute="_compute_dms_deduction", compute_sudo=True,
        help="Open on an invoice that was paid in part, and not claimed yet.",
    )

    @api.depends(
        "amount_residual", "amount_total", "state", "move_type", "commercial_partner_id.dms_role"
    )
    def _compute_dms_deduction(self):
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice"
            and move.commercial_partner_id.dms_role == "distributor"
        )
        for move in self - invoices:
            move.dms_deduction_count = 0
            move.dms_deducted_amount = move.dms_deductible_amount = 0
        counts, amounts = {}, {}
        claims = self.env["dms.claim"]._read_group(
            [("deduction_move_id", "in", invoices.ids)],
            ["deduction_move_id", "state"], ["__count", "claimed_amount:sum", "open_amount:sum"],
        ) if invoices else ()
        for move, state, count, claimed, open_amount in claims:
            counts[move] = counts.get(move, 0) + count
            if state in PENDING:
                amounts[move] = amounts.get(move, 0) + (
                    claimed if state == "draft" else open_amount
                )
        for move in invoices:
            origin = move._origin
            move.dms_deduction_count = counts.get(origin, 0)
            move.dms_deducted_amount = amounts.get(origin, 0)
            is_short = (
                move.state == "posted"
                and 0 < move.amount_residual < move.amount_total
            )
            move.dms_deductible_amount = is_short and max(
                move.currency_id.round(move.amount_residual - move.dms_deducted_amount), 0
            )

    def action_claim_deduction(self):
        """Open the dialog that makes a claim of what was not paid."""
        # Claims made in this transaction count too.
        self.invalidate_recordset(["dms_deductible_amount"])
        short = self.filtered("dms_deductible_amount")
        if not short:
            raise UserError(self.env._(
                "Nothing to claim: only invoices of distributors are, of which a part is paid and "
                "the rest is not claimed yet."
            ))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Claim a Deduction"),
            "res_model": "dms.claim.deduct", "view_mode": "form", "target": "new",
            "context": {"default_move_ids": short.ids},
        }

    def action_open_dms_deductions(self):
        """Open the claims made of what was not paid."""
        claims = self.env["dms.claim"].search([("deduction_move_id", "in", self.ids)])
        return claims._get_walk_action()

    def button_draft(self):
        self._check_dms_deductions()
        return super().button_draft()

    def button_cancel(self):
        self._check_dms_deductions()
        return super().button_cancel()

    def _check_dms_deductions(self):
        """Refuse to take an invoice back of which a deduction waits.

        :raise UserError: with the claims, and what to do first
        """
        claims = self.env["dms.claim"].sudo().search([
            ("deduction_move_id", "in", self.ids), ("state", "in", PENDING),
        ])
        if claims:
            raise UserError(self.env._(
                "%(invoices)s: deductions are claimed (%(claims)s). Refuse or cancel those claims "
                "first.",
                invoices=", ".join(claims.deduction_move_id.mapped("name")),
                claims=", ".join(claims.mapped("name")),
            ))
