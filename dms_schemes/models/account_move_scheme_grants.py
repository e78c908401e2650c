from collections import defaultdict
from decimal import Decimal

from odoo import models


class AccountMove(models.Model):
    """What is invoiced has been given: grants follow the posted documents."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._grant_dms_schemes()
        return posted

    def button_draft(self):
        granted = self.filtered(lambda move: move.state == "posted")
        result = super().button_draft()
        granted._take_back_dms_grants()
        return result

    def _get_dms_scheme_orders(self):
        """Confirmed orders with benefits that are on these invoices and credit notes."""
        lines = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_refund")
        ).invoice_line_ids.sudo().sale_line_ids
        return lines.order_id.filtered("dms_is_scheme_frozen")

    def _grant_dms_schemes(self):
        """Write what schemes give on these documents to the ledger."""
        orders = self._get_dms_scheme_orders()
        if not orders:
            return
        requests = []
        for move in self.sudo():
            requests += move._prepare_dms_grants(orders)
        if requests:
            self.env["dms.scheme"].sudo()._consume(requests)
        orders._settle_dms_reservations()

    def _prepare_dms_grants(self, orders) -> list:
        """Requests to ``dms.scheme._consume``: one for each order and scheme on this document."""
        self.ensure_one()
        found = defaultdict(lambda: defaultdict(float))
        lines, goods = {}, {}
        for line in self.invoice_line_ids:
            for sale_line in line.sale_line_ids.filtered(lambda one: one.order_id in orders):
                if sale_line.dms_is_claw_back:
                    key = sale_line.order_id, sale_line.dms_scheme_id
                    lines.setdefault(key, (sale_line, line))
                    taken = -self.direction_sign * line.price_subtotal
                    found[key]["amount"] -= taken
                    found[key]["budget_amount"] -= taken
                for benefit, figures in line._get_dms_given(sale_line).items():
                    key = benefit.order_id, benefit.scheme_id
                    lines.setdefault(key, (sale_line, line))
                    if benefit.product_id:
                        goods[key] = benefit.product_id
                    for name, value in figures.items():
                        found[key][name] += value
        step = self._count_dms_grant_steps()
        requests = []
        for (order, scheme), figures in found.items():
            sale_line, line = lines[order, scheme]
            request = {
                **order._prepare_dms_grant_request(scheme),
                "date": self.invoice_date or self.date,
                "source": f"account.move:{self.id}#{step}",
                "budget_amount": order._to_dms_decimal(figures["budget_amount"]),
                "amount": order._to_dms_decimal(figures["amount"]),
                "points": figures["points"],
                "order_line_id": sale_line.id,
                "move_line_id": line.id,
                "origin": self.name,
            }
            if figures["goods_quantity"]:
                request.update(
                    product_id=goods[order, scheme].id, quantity=figures["goods_quantity"]
                )
            requests.append(request)
        return requests

    def _count_dms_grant_steps(self) -> int:
        """How often grants of this document were written: what is posted again is given again."""
        grants = self.env["dms.scheme.grant"].sudo()._read_group(
            [("move_line_id", "in", self.line_ids.ids)], ["source_key"]
        )
        return len({key.rpartition("@")[2] for [key] in grants})

    def _take_back_dms_grants(self):
        """Take back what was given on documents that are drafts again."""
        requests = []
        for move in self.sudo():
            grants = self.env["dms.scheme.grant"].sudo().search(
                [("move_line_id", "in", move.line_ids.ids)]
            )
            step = move._count_dms_grant_steps()
            for reservation, rows in grants.grouped("reservation").items():
                requests.append({
                    "reservation": reservation,
                    "scheme_id": rows.scheme_id.id,
                    "distributor_id": rows.distributor_id.id,
                    "partner_id": rows.partner_id.id,
                    "date": max(rows.mapped("date")),
                    "source": f"account.move:{move.id}#{step}",
                    "order_line_id": rows[0].order_line_id.id,
                    "move_line_id": rows[0].move_line_id.id,
                    "product_id": rows.product_id[:1].id,
                    "origin": move.name,
                    "quantity": -sum(rows.mapped("quantity")),
                    "points": -sum(rows.mapped("points")),
                    **{
                        name: -Decimal(str(rows.currency_id.round(sum(rows.mapped(field)))))
                        for name, field in (
                            ("budget_amount", "consumed"), ("amount", "amount"),
                            ("accrued", "accrued"),
                        )
                    },
                })
        if requests:
            self.env["dms.scheme"].sudo()._consume(requests)
        self._get_dms_scheme_orders()._settle_dms_reservations()
