from odoo import models
from odoo.tools import format_amount, format_date


class DmsClaimLine(models.Model):
    """A line of a claim in the claimant's words."""

    _inherit = "dms.claim.line"

    def _word_portal_details(self) -> str:
        """What the line is about beside its name: goods, lot, quantity, price, invoice, outlet."""
        self.ensure_one()
        parts = []
        if self.lot_id:
            parts.append(self.env._("lot %s", self.lot_id.name))
        if self.quantity:
            unit = self.product_uom_id.name or ""
            parts.append(f"{self.quantity:g} {unit}".strip())
        if self.price_unit:
            price = format_amount(self.env, self.price_unit, self.currency_id)
            parts.append(self.env._("at %s", price))
        if self.move_line_id:
            parts.append(self.move_line_id.move_id.name)
        if self.outlet_id and self.outlet_id.name != self.name:
            parts.append(self.outlet_id.name)
        if self.date:
            parts.append(format_date(self.env, self.date))
        return " · ".join(parts)

    def _word_portal_reason(self) -> str:
        """Why the line was approved for less; the reason's own text for claimants comes first."""
        self.ensure_one()
        reason = self.reason_id
        texts = (reason.description or reason.name, self.reason)
        return " ".join(text for text in texts if text)
