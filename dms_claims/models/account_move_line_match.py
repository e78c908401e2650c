from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AccountMoveLine(models.Model):
    """Items of claimants, matched by hand: wholly, or each for a part."""

    _inherit = "account.move.line"

    dms_claim_ids = fields.Many2many(
        "dms.claim", string="Claims", compute="_compute_dms_claim_ids", compute_sudo=True,
        groups="account.group_account_invoice,account.group_account_readonly",
        help="What the entry settles, or is settled with.",
    )

    @api.depends("move_id", "matched_debit_ids", "matched_credit_ids")
    def _compute_dms_claim_ids(self):
        claims = self.move_id._get_dms_claims()
        for item in self:
            item.dms_claim_ids = claims.get(item.move_id._origin, False)

    def action_dms_match(self):
        """Open the dialog that matches the chosen items."""
        self._check_dms_matcher()
        wizard = self.env["dms.claim.match"]._create_for(self)
        return {
            "type": "ir.actions.act_window", "name": self.env._("Match"),
            "res_model": wizard._name, "res_id": wizard.id, "view_mode": "form", "target": "new",
        }

    def action_dms_unmatch(self):
        """Undo whatever the chosen items are matched with; exchange entries are reversed by core.

        :raise UserError: when none of them is matched
        """
        self._check_dms_matcher()
        matched = self.filtered(lambda item: item.matched_debit_ids or item.matched_credit_ids)
        if not matched:
            raise UserError(self.env._(
                "None of these items is matched with another: there is nothing to undo."
            ))
        bodies = {
            item.move_id.id: self.env._(
                "Matching undone with %s.", ", ".join(
                    (item.matched_debit_ids.debit_move_id
                     | item.matched_credit_ids.credit_move_id).move_id.mapped("name")
                ),
            )
            for item in matched
        }
        matched.remove_move_reconcile()
        self.env["account.move"].browse(bodies)._message_log_batch(bodies=bodies)

    @api.model
    def _check_dms_matcher(self):
        """Refuse those who do not keep the books.

        :raise AccessError: with who may
        """
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._(
                "Only members of Accounting match items: hand them over to them."
            ))

    @api.model
    def _prepare_reconciliation_plan(self, plan, amls_values_map, shadowed_aml_values=None):
        """Items take part for the amounts in ``dms_match_limits`` at most.

        That context gives amounts above zero, in the item's currency, by its id. Entries for
        differences of exchange, that come of it, close what they are made for.
        """
        limits = self.env.context.get("dms_match_limits")
        if limits and not self.env.context.get("no_exchange_difference"):
            amls_values_map = {
                item: item._limit_dms_match(values, limits.get(item.id))
                for item, values in amls_values_map.items()
            }
        return super()._prepare_reconciliation_plan(
            plan, amls_values_map, shadowed_aml_values=shadowed_aml_values
        )

    def _limit_dms_match(self, values, limit) -> dict:
        """Values of an item to reconcile, of which no more than ``limit`` is open; None: all."""
        rest = values["amount_residual_currency"]
        if limit is None or self.currency_id.compare_amounts(limit, abs(rest)) >= 0:
            return values
        share = limit / abs(rest)
        return {
            **values,
            "amount_residual_currency": self.currency_id.round(rest * share),
            "amount_residual": self.company_currency_id.round(values["amount_residual"] * share),
        }
