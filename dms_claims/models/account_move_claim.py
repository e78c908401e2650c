from odoo import api, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of claims: they are changed by another claim only."""

    _inherit = "account.move"

    @api.depends("line_ids.dms_claim_id")
    def _compute_show_reset_to_draft_button(self):
        """What would be refused is not offered."""
        result = super()._compute_show_reset_to_draft_button()
        self._get_dms_claim_entries().show_reset_to_draft_button = False
        return result

    def button_draft(self):
        self._check_dms_claims()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_dms_claims()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_dms_claims(self):
        """Refuse that entries of claims are taken back by hand.

        :raise UserError: with the claims, and what to do instead
        """
        claims = self._get_dms_claim_entries().sudo().line_ids.dms_claim_id
        if claims:
            raise UserError(self.env._(
                "%(entries)s: claims are settled with it (%(claims)s), and what is settled stands. "
                "Reverse the claims by new ones.",
                entries=", ".join(self.mapped("display_name")),
                claims=", ".join(claims.mapped("name")),
            ))

    def _get_dms_claim_entries(self):
        """Those of these entries that only another claim may take back."""
        return self.filtered(
            lambda move: move.state == "posted" and not move.sudo().dms_scheme_accrual_id
            and move.sudo().line_ids.dms_claim_id
        )
