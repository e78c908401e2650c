from odoo import models
from odoo.tools import format_amount

DOCUMENTS = ("out_invoice", "out_refund")


class DmsClaimSettlement(models.Model):
    """A settlement as the claimant sees it."""

    _inherit = "dms.claim.settlement"

    def _prepare_portal_event(self) -> dict:
        """The settlement among what has happened to its claim, with the document to download."""
        self.ensure_one()
        labels = dict(self._fields["method"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        amount = format_amount(self.env, self.amount, self.currency_id)
        is_plain = self.state == "posted"
        document = self.move_id if self.move_id.move_type in DOCUMENTS else self.order_id
        return {
            "date": self.date, "icon": "fa-money", "kind": "settled",
            "title": labels[self.method],
            "text": amount if is_plain else f"{amount} ({states[self.state]})",
            "document": document,
        }
