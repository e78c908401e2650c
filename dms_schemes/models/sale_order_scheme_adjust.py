from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..arithmetic import Basket, Line
from .sale_order_scheme import SchemesLater


class SaleOrder(models.Model):
    """Benefits of confirmed orders of which less is kept than they were given for."""

    _inherit = "sale.order"

    def _adjust_dms_schemes(self):
        """Charge back what schemes gave for goods that are not kept.

        Money follows the quantity of each line by itself. Here are those schemes that are worked
        out anew on what is kept, and free goods.
        """
        for order in self.sudo().filtered("dms_is_scheme_frozen"):
            order = order.with_context(dms_schemes_later=SchemesLater())
            again = order.dms_scheme_line_ids.filtered(
                lambda benefit: benefit.goods_quantity
                or benefit.scheme_id.adjustment == "reevaluated"
            )
            kept = {line: line._get_dms_kept() for line in order._get_dms_scheme_lines()}
            is_whole = all(
                line.product_uom_id.compare(quantity, line.dms_confirmed_quantity) >= 0
                for line, quantity in kept.items()
            )
            if not again or is_whole and not any(order.order_line.mapped("dms_is_claw_back")):
                continue
            evaluation = order._evaluate_dms_kept(kept)
            charges = defaultdict(float)
            for scheme, benefits in again.grouped("scheme_id").items():
                outcome = evaluation.outcomes.get(scheme.id)
                order._adjust_dms_money(scheme, benefits, kept, outcome, charges)
                order._adjust_dms_goods(scheme, benefits, outcome, charges)
            order._charge_dms_back(charges)
            order._settle_dms_reservations()

    def _evaluate_dms_kept(self, kept):
        """What schemes would have given for what is kept.

        :param kept: quantity by line
        :return: ``Evaluation``, as of the date on which the benefits were settled
        """
        self.ensure_one()
        date, partner = self.dms_scheme_date, self.partner_id.commercial_partner_id
        schemes = self.env["dms.scheme"].sudo()
        scheme_set = schemes._get_scheme_set(self.company_id, self.currency_id, date)
        party = schemes._prepare_parties(partner)[partner]
        keys = [scheme.key for scheme in scheme_set.find(party, date)]
        lines = [line for line, quantity in kept.items() if quantity > 0]
        paths = self.order_line.product_id._get_dms_category_paths()
        basket = Basket(date, party, tuple(
            Line(
                key=key,
                product=line.product_id.id,
                categories=paths[line.product_id],
                quantity=Decimal(str(kept[line])),
                unit=line.product_uom_id._get_dms_unit(),
                value=self._to_dms_decimal(line._get_dms_value(quantity=kept[line])),
            )
            for key, line in enumerate(lines)
        ))
        return scheme_set.evaluate(
            basket, history=self._get_dms_scheme_history(scheme_set, keys, date)
        )

    def _adjust_dms_money(self, scheme, benefits, kept, outcome, charges):
        """Add to ``charges`` what a scheme gave too much, shared as it was given."""
        shares = {
            benefit: benefit._get_part(kept.get(benefit.order_line_id, 0.0), "amount")
            for benefit in benefits if benefit.is_on_invoice and benefit.amount
        }
        given = sum(shares.values())
        excess = self.currency_id.round(given - float(outcome.amount if outcome else 0))
        if not shares or self.currency_id.compare_amounts(excess, 0) <= 0:
            return
        for benefit, share in shares.items():
            line = benefit.order_line_id
            charges[scheme, line.tax_ids] += excess * share / given

    def _adjust_dms_goods(self, scheme, benefits, outcome, charges):
        """Have a free line hold what is earned; what was shipped beyond it is charged."""
        for benefit in benefits.filtered("goods_quantity"):
            line, earned = benefit.order_line_id, 0.0
            if outcome and outcome.goods_quantity:
                earned, _uom = scheme._get_free_quantity(line.product_id, outcome.goods)
            shipped = line.qty_delivered
            if line.product_uom_id.compare(earned, line.product_uom_qty) < 0:
                line.product_uom_qty = max(earned, shipped)
            if line.product_uom_id.compare(shipped, earned) > 0:
                charges[scheme, line.tax_ids] += (shipped - earned) * line._get_dms_list_price()

    def _charge_dms_back(self, charges):
        """Have lines of their own charge so much back, beside what was charged already.

        :param charges: amount without tax by scheme and taxes
        """
        self.ensure_one()
        lines = self.order_line.filtered("dms_is_claw_back")
        for scheme, taxes in {*charges, *((line.dms_scheme_id, line.tax_ids) for line in lines)}:
            same = lines.filtered(
                lambda line, scheme=scheme, taxes=taxes: line.dms_scheme_id == scheme
                and line.tax_ids == taxes
            )
            settled = same.filtered("qty_invoiced")
            amount = charges.get((scheme, taxes), 0.0) - sum(settled.mapped("price_subtotal"))
            price = taxes._get_tax_details(
                self.currency_id.round(amount), 1.0, special_mode="total_excluded"
            )["total_included" if any(taxes.mapped("price_include")) else "total_excluded"]
            if open_line := (same - settled)[:1]:
                open_line.price_unit = price
            elif not self.currency_id.is_zero(price):
                self.env["sale.order.line"].sudo().with_context(
                    dms_schemes_later=SchemesLater()
                ).create(self._prepare_dms_claw_back_values(scheme, taxes, price))

    def _prepare_dms_claw_back_values(self, scheme, taxes, price) -> dict:
        """Values of a line that charges a benefit back."""
        return {
            "order_id": self.id,
            "product_id": self.env.ref("dms_schemes.product_claw_back").id,
            "name": self.env._("Taken back: %s, for goods that are not kept", scheme.name),
            "product_uom_qty": 1.0,
            "price_unit": price,
            "tax_ids": [(6, 0, taxes.ids)],
            "dms_scheme_id": scheme.id,
            "dms_is_claw_back": True,
        }
