from decimal import Decimal

from odoo import models
from odoo.addons.dms_schemes.tools.exact import exact

from ..arithmetic import credit_of_goods, margin_shortfall
from .dms_claim_line_expected import Expected
from .dms_claim_prices import Bought


class DmsClaimLine(models.Model):
    """What lines about goods come to: damage, expiry, and margin that was not reached."""

    _inherit = "dms.claim.line"

    def _get_day(self):
        """The day whose prices and terms count for the line."""
        self.ensure_one()
        return self.date or self.claim_id.date_to

    def _get_expected_goods(self) -> dict:
        """What was paid for goods, as far as the agreement credits it."""
        expected = dict.fromkeys(self, Expected(None, "no_product"))
        asked = self.filtered(lambda line: line.product_id and line.quantity)
        for company, lines in asked.grouped("company_id").items():
            reader = self.env["dms.claim.prices"].with_company(company)
            prices = reader._get_paid_prices(company, [
                Bought(line.product_id, line.claimant_id, line._get_day(), line.lot_id.id or None)
                for line in lines
            ])
            agreements = reader._get_agreements(
                company, [(line.claimant_id, line._get_day()) for line in lines]
            )
            for line, price, agreement in zip(lines, prices, agreements, strict=True):
                expected[line] = line._prepare_goods(price, agreement)
        return expected

    def _prepare_goods(self, price, agreement) -> Expected:
        """What goods come to at a price, on the terms of an agreement."""
        self.ensure_one()
        if price is None:
            return Expected(None, "no_price")
        percent = self._get_credited_percent(agreement)
        if not percent:
            return Expected(Decimal(0), "not_credited")
        quantity = self.env["dms.claim.prices"]._in_own_unit(
            self.quantity, self.product_uom_id, self.product_id
        )
        step = exact(self.company_id.currency_id.rounding)
        amount = credit_of_goods(price, quantity, percent, step)
        return Expected(
            self._convert_to_claim(amount), "goods",
            {"quantity": str(quantity), "price": str(price), "percent": str(percent)},
        )

    def _get_credited_percent(self, agreement) -> Decimal:
        """Which part of what was paid is credited: all, but of goods past their date as agreed.

        :param agreement: ``dms.agreement`` in force; empty: nothing has been agreed
        """
        self.ensure_one()
        if self.claim_id.kind != "expiry" or not agreement:
            return Decimal(100)
        if not agreement.is_expiry_credited:
            return Decimal(0)
        return exact(agreement.expiry_credit_percent)

    def _get_expected_margin(self) -> dict:
        """Under a scheme, what it earned; else what is missing to the margin that is agreed."""
        under = self.filtered("scheme_id")
        expected = under._get_expected_by_engine() if under else {}
        for company, lines in (self - under).grouped("company_id").items():
            expected.update(lines._get_margin_shortfalls(company))
        return expected

    def _get_margin_shortfalls(self, company) -> dict:
        """What is missing to the agreed margin on what claimants sold in the claims' periods."""
        reader = self.env["dms.claim.prices"].with_company(company)
        agreements = reader._get_agreements(
            company, [(line.claimant_id, line.claim_id.date_to) for line in self]
        )
        sold = reader._get_sold(company, [
            (line.product_id, line.claimant_id, line.claim_id.date_from, line.claim_id.date_to)
            for line in self
        ])
        pairs = [
            (number, product, quantity, value)
            for number, parts in sold.items() for product, quantity, value in parts
        ]
        products = self.env["product.product"].browse
        prices = reader._get_paid_prices(company, [
            Bought(products(product), self[number].claimant_id, self[number].claim_id.date_to)
            for number, product, _quantity, _value in pairs
        ])
        bought = {}
        for (number, _product, quantity, value), price in zip(pairs, prices, strict=True):
            bought.setdefault(number, []).append((value, price and price * quantity))
        return {
            line: line._prepare_margin(agreement, bought.get(number, ()))
            for number, (line, agreement) in enumerate(zip(self, agreements, strict=True))
        }

    def _prepare_margin(self, agreement, parts) -> Expected:
        """What is missing to the margin of an agreement.

        :param parts: pairs of what goods were sold for and what was paid for them, if known
        """
        self.ensure_one()
        if not agreement.margin_percent:
            return Expected(None, "none")
        if any(cost is None for _value, cost in parts):
            return Expected(None, "no_price")
        percent = exact(agreement.margin_percent)
        sold = sum((value for value, _cost in parts), Decimal(0))
        cost = sum((cost for _value, cost in parts), Decimal(0))
        amount = margin_shortfall(sold, cost, percent, exact(self.company_id.currency_id.rounding))
        return Expected(
            self._convert_to_claim(amount), "margin",
            {"percent": str(percent), "sold_price": str(sold), "bought_price": str(cost)},
        )
