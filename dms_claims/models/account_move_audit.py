from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.claim_walk_sql import CLAIMS_OF_MOVES


class AccountMove(models.Model):
    """From any entry to the claims behind it: also from what a claim's document is matched with."""

    _inherit = "account.move"

    dms_claim_count = fields.Integer(
        "Claims", compute="_compute_dms_claim_count", compute_sudo=True
    )

    @api.depends(
        "line_ids.dms_claim_id", "line_ids.matched_debit_ids", "line_ids.matched_credit_ids"
    )
    def _compute_dms_claim_count(self):
        claims = self._get_dms_claims()
        for move in self:
            move.dms_claim_count = len(claims.get(move._origin, ()))

    def action_open_dms_claims(self):
        """Open the claims behind these entries."""
        claims = self.env["dms.claim"].union(*self._get_dms_claims().values())
        return claims._get_walk_action()

    def _get_dms_claims(self) -> dict:
        """The claims behind entries, by one query.

        :return: ``dms.claim`` by entry, past the rules; entries without claims are left out
        """
        self.env["account.move.line"].flush_model(["dms_claim_id", "move_id"])
        self.env["account.partial.reconcile"].flush_model(["credit_move_id", "debit_move_id"])
        self.env["dms.claim.line"].flush_model(["claim_id", "move_line_id"])
        claims = {}
        for move, claim in self.env.execute_query(
            SQL(CLAIMS_OF_MOVES, moves=self._origin.ids)
        ):
            claims.setdefault(self.browse(move), []).append(claim)
        return {
            move: self.env["dms.claim"].browse(sorted(found)) for move, found in claims.items()
        }
