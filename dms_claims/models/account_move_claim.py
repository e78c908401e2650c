from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of claims: they are changed by another claim only."""

    _inherit = "account.move"

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
        claims = self.sudo().filtered(
            lambda move: move.state == "posted" and not move.dms_scheme_accrual_id
        ).line_ids.dms_claim_id
        if claims:
            raise UserError(self.env._(
                "%(entries)s: claims are settled with it (%(claims)s), and what is settled stands. "
                "Reverse the claims by new ones.",
                entries=", ".join(self.mapped("display_name")),
                claims=", ".join(claims.mapped("name")),
            ))
