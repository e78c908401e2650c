from odoo import api, fields, models
from odoo.tools import format_amount
from odoo.tools.i18n import format_list

from ..arithmetic import Reason

# Nearest steps that the panel shows, and how many schemes are looked at for them.
HINTS = 4
LOOKED_AT = 60
# Why a scheme gives nothing though more of the same would earn it.
NEAR = (Reason.THRESHOLD, Reason.COMBO, Reason.ASSORTMENT, Reason.TARGET)


class SaleOrder(models.Model):
    """What schemes give on an order, told scheme by scheme, and what little more would earn."""

    _inherit = "sale.order"

    dms_scheme_panel = fields.Json(
        "Schemes", compute="_compute_dms_scheme_panel", compute_sudo=True
    )

    @api.depends_context("lang")
    @api.depends(
        "company_id", "currency_id", "date_order", "partner_id", "state", "dms_is_scheme_frozen",
        "order_line.discount", "order_line.dms_scheme_discount", "order_line.price_unit",
        "order_line.product_id", "order_line.product_uom_id", "order_line.product_uom_qty",
        "order_line.tax_ids", "dms_scheme_line_ids.amount",
    )
    def _compute_dms_scheme_panel(self):
        for order in self:
            order.dms_scheme_panel = (
                order._is_dms_scheme_order() and order._prepare_dms_scheme_panel()
            )

    def _prepare_dms_scheme_panel(self) -> dict:
        """What the panel shows, as JSON can hold it.

        :return: ``currency_id``, ``total`` (money on the invoice), ``is_frozen``, ``rows`` of
            ``id``, ``name``, ``benefit`` (words), ``amount`` and ``note``, and ``hints`` of
            ``id``, ``name`` and ``text``
        """
        self.ensure_one()
        hints = []
        if self._is_dms_scheme_open():
            evaluation = self._get_dms_evaluation()[self]
            rows = self._prepare_dms_outcome_rows(evaluation)
            hints = self._prepare_dms_scheme_hints(evaluation)
        else:
            rows = self._prepare_dms_benefit_rows()
        rows.sort(key=lambda row: (-row["amount"], row["name"]))
        return {
            "currency_id": self.currency_id.id,
            "is_frozen": self.dms_is_scheme_frozen,
            "total": sum(row["amount"] for row in rows if row["is_on_invoice"]),
            "rows": rows,
            "hints": hints,
        }

    def _prepare_dms_outcome_rows(self, evaluation) -> list:
        """Rows of the panel of a quotation."""
        paid = {
            self.env["dms.scheme"].browse(key): outcome
            for key, outcome in evaluation.outcomes.items()
            if outcome.is_paid or outcome.is_cut
        }
        rows = []
        for scheme, outcome in paid.items():
            goods = ""
            if outcome.goods_quantity:
                product = self.env["product.product"].browse(outcome.goods_product)
                quantity, uom = scheme._get_free_quantity(product, outcome.goods)
                goods = self._word_dms_goods(quantity, uom, product)
            rows.append(self._prepare_dms_panel_row(
                scheme, float(outcome.amount), goods, float(outcome.points),
                self.env._("Its budget does not hold more.") if outcome.is_cut else "",
            ))
        return rows

    def _prepare_dms_benefit_rows(self) -> list:
        """Rows of the panel of an order whose benefits stand."""
        return [
            self._prepare_dms_panel_row(
                scheme, sum(benefits.mapped("amount")),
                format_list(self.env, [
                    self._word_dms_goods(
                        benefit.goods_quantity, benefit.order_line_id.product_uom_id,
                        benefit.product_id,
                    )
                    for benefit in benefits if benefit.goods_quantity
                ]),
                sum(benefits.mapped("points")),
            )
            for scheme, benefits in self.dms_scheme_line_ids.grouped("scheme_id").items()
        ]

    def _prepare_dms_panel_row(self, scheme, amount, goods, points, note="") -> dict:
        """One scheme in the panel; see ``_prepare_dms_scheme_panel``."""
        is_on_invoice = scheme.payout == "on_invoice"
        if not is_on_invoice:
            note = " ".join(filter(None, [self.env._("Paid later, not on the invoice."), note]))
        words = [goods] if goods else []
        if amount:
            words.append(format_amount(self.env, amount, self.currency_id))
        if points:
            words.append(self.env._("%s points", f"{points:g}"))
        return {
            "id": scheme.id,
            "name": scheme.name,
            "benefit": format_list(self.env, words) if words else "",
            "amount": amount,
            "is_on_invoice": is_on_invoice,
            "note": note,
        }

    @api.model
    def _word_dms_goods(self, quantity, uom, product) -> str:
        return self.env._(
            "%(quantity)s %(unit)s %(product)s free", quantity=f"{quantity:g}", unit=uom.name,
            product=product.name,
        )

    def _prepare_dms_scheme_hints(self, evaluation) -> list:
        """The nearest steps at which schemes give more: what is missing least, in proportion."""
        found = []
        # Whoever has hundreds of schemes on one order is told of those of the first rank.
        for key in evaluation.matching[:LOOKED_AT]:
            outcome = evaluation.explain(key)
            upsell = outcome.upsell
            if upsell and (outcome.is_paid or outcome.reason in NEAR):
                found.append((upsell.missing / (upsell.missing + max(outcome.figure, 0)), key))
        hints = []
        for _share, key in sorted(found)[:HINTS]:
            scheme = self.env["dms.scheme"].browse(key)
            text = scheme._word_outcome_hint(evaluation.explain(key))
            if text:
                hints.append({"id": key, "name": scheme.name, "text": text})
        return hints

    # Documents

    def _get_dms_scheme_notes(self) -> dict:
        """What documents say below lines that schemes make cheaper.

        :return: a sentence by line
        """
        self.ensure_one()
        order = self.sudo()
        lines = order.order_line.filtered("dms_scheme_amount")
        schemes = {line: order.env["dms.scheme"] for line in lines}
        if order._is_dms_scheme_open() and lines:
            bases = order._get_dms_scheme_lines()
            for scheme_id, outcome in order._get_dms_evaluation()[order].outcomes.items():
                if outcome.scheme.payout == "on_invoice":
                    for key, share in outcome.shares.items():
                        if share and bases[key] in schemes:
                            schemes[bases[key]] |= schemes[bases[key]].browse(scheme_id)
        else:
            for line in lines:
                schemes[line] = line.dms_scheme_line_ids.filtered("is_on_invoice").scheme_id
        return {
            line: found._word_dms_note(line.dms_scheme_amount, line.currency_id)
            for line, found in schemes.items() if not line.dms_scheme_id
        }
