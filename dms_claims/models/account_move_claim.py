from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of claims: found from them, and changed by another claim only."""

    _inherit = "account.move"

    dms_claim_count = fields.Integer(
        "Claims", compute="_compute_dms_claim_count", compute_sudo=True
    )

    @api.depends("line_ids.dms_claim_id")
    def _compute_dms_claim_count(self):
        counts = dict(
            self.env["account.move.line"]._read_group(
                [("move_id", "in", self.ids), ("dms_claim_id", "!=", False)],
                ["move_id"], ["dms_claim_id:count_distinct"],
            )
        )
        for move in self:
            move.dms_claim_count = counts.get(move._origin, 0)

    def button_draft(self):
        self._check_dms_claims()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_dms_claims()
        return super()._reverse_moves(default_values_list, cancel)

    def action_open_dms_claims(self):
        """Open the claims that an entry accrues, settles or reverses."""
        self.ensure_one()
        claims = self.sudo().line_ids.dms_claim_id
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        action.update(domain=[("id", "in", claims.ids)], context={})
        if len(claims) == 1:
            action.update(res_id=claims.id, views=[(False, "form")], view_mode="form")
        return action

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
