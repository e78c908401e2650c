from decimal import Decimal

from odoo import models


class SaleOrder(models.Model):
    """What budgets hold for an order: what it may still be given, and no more."""

    _inherit = "sale.order"

    def _get_dms_reservation(self, scheme) -> str:
        """The key of what a scheme has promised to this order."""
        self.ensure_one()
        return f"sale.order:{self.id}:{scheme.id}"

    def _settle_dms_reservations(self):
        """Bring what budgets hold for these orders to what they may still be given.

        To be called when an order is confirmed, invoiced, made smaller or closed: asked again,
        nothing happens.
        """
        requests = []
        for order in self.sudo().filtered("dms_is_scheme_frozen"):
            is_closed = order._is_dms_closed()
            for scheme, benefits in order.dms_scheme_line_ids.grouped("scheme_id").items():
                budget = 0.0 if is_closed else sum(
                    benefit._get_part(benefit.order_line_id.product_uom_qty, "budget_amount")
                    for benefit in benefits
                )
                requests.append({
                    **order._prepare_dms_grant_request(scheme),
                    "budget_amount": order._to_dms_decimal(budget),
                    "order_line_id": benefits[0].order_line_id.id,
                })
        if requests:
            self.env["dms.scheme"].sudo()._reserve(requests)

    def _release_dms_reservations(self):
        """Give up all that budgets hold for these orders."""
        self.env["dms.scheme"].sudo()._release([
            order._get_dms_reservation(scheme)
            for order in self for scheme in order.sudo().dms_scheme_line_ids.scheme_id
        ])

    def _prepare_dms_grant_request(self, scheme) -> dict:
        """Who promises what to whom, as ``dms.scheme._reserve`` and ``_consume`` take it."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        return {
            "reservation": self._get_dms_reservation(scheme),
            "scheme_id": scheme.id,
            "distributor_id": partner.id,
            "partner_id": partner.id,
            "date": self.dms_scheme_date,
            "rate_date": self.dms_scheme_date,
            "currency_id": self.currency_id.id,
            "origin": self.name,
        }

    def _is_dms_closed(self) -> bool:
        """Whether nothing is left to be delivered or invoiced."""
        self.ensure_one()
        lines = self.order_line.filtered("product_id")
        return self.state == "cancel" or (
            # What was invoiced may all have come back.
            "posted" in lines.invoice_lines.mapped("parent_state")
            and all(
                line.product_uom_id.is_zero(line.qty_to_invoice)
                and line.product_uom_id.compare(line.qty_invoiced, line.qty_invoiced_posted) == 0
                for line in lines
            )
            and all(picking.state in ("done", "cancel") for picking in self.picking_ids)
        )

    def _to_dms_decimal(self, amount) -> Decimal:
        return Decimal(f"{self.currency_id.round(amount):.{self.currency_id.decimal_places}f}")
