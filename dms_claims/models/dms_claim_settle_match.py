from odoo import api, models
from odoo.fields import Domain


class DmsClaim(models.Model):
    """Documents that settle claims are matched with what the claimant owes."""

    _inherit = "dms.claim"

    @api.model
    def _get_open_item_domain(self, move) -> Domain:
        """Domain of posted items of the claimant that a document can be matched with: on the same
        account, in its currency, and open on the other side.
        """
        item = move.line_ids.filtered(lambda line: line.display_type == "payment_term")[:1]
        side = "<" if move.move_type == "out_invoice" else ">"
        return Domain([
            ("account_id", "=", item.account_id.id),
            ("company_id", "=", move.company_id.id),
            ("partner_id", "=", move.commercial_partner_id.id),
            ("currency_id", "=", move.currency_id.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual_currency", side, 0),
        ])

    @api.model
    def _get_open_items(self, move):
        """The oldest open items that take a credit note up, of invoices only.

        :return: ``account.move.line``, no more than are needed
        """
        items = self.env["account.move.line"].sudo()
        rest = move.amount_residual
        found = items.search(
            self._get_open_item_domain(move) & Domain("move_id.move_type", "=", "out_invoice"),
            order="date_maturity, date, id", limit=500,
        )
        for item in found:
            if move.currency_id.compare_amounts(rest, 0) <= 0:
                break
            items |= item
            rest -= item.amount_residual_currency
        return items

    @api.model
    def _match(self, move, items):
        """Match a document with open items, as far as they go."""
        own = move.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        if own and items:
            (own | items).reconcile()
