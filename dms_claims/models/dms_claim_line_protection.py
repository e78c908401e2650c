from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.addons.dms_schemes.tools.exact import exact

from ..arithmetic import share
from .dms_claim_line_expected import Expected

ZERO = Decimal(0)


class DmsClaimLine(models.Model):
    """What lines about stock come to when a price has fallen."""

    _inherit = "dms.claim.line"

    def _get_expected_price_protection(self) -> dict:
        """What claimants had of each product when its price fell, times the difference."""
        expected = dict.fromkeys(self, Expected(None, "no_scheme"))
        for scheme, lines in self.grouped("scheme_id").items():
            if scheme.mechanism != "price_protection":
                continue
            stocks = defaultdict(dict)
            for stock in self.env["dms.scheme.protection"]._get_protected_stock(
                scheme, lines.claimant_id
            ):
                stocks[stock.distributor_id][stock.product_id] = stock
            for claim in lines.claim_id:
                within = claim.date_from <= scheme.date_start <= claim.date_to
                held = stocks.get(claim.claimant_id.id, {}) if within else {}
                found = claim.line_ids._split_protected(held)
                expected.update({line: found[line] for line in claim.line_ids & lines})
        return expected

    def _split_protected(self, stocks) -> dict:
        """What stock is paid for, by a claim's lines: each product once, the rest together.

        :param stocks: by product id, of ``dms.scheme.protection._get_protected_stock``
        """
        left, expected = dict(stocks), {}
        for line in self.filtered("product_id"):
            stock = left.pop(line.product_id.id, None)
            if stock:
                expected[line] = line._prepare_protected([stock])
            else:
                taken = line.product_id.id in stocks
                expected[line] = Expected(ZERO, "taken" if taken else "not_protected")
        rest = self.filtered(lambda line: not line.product_id)
        if rest:
            whole = rest[:1]._prepare_protected(list(left.values()))
            parts = share(
                whole.amount, [exact(line.claimed_amount) for line in rest],
                exact(rest.currency_id.rounding),
            )
            for line, part in zip(rest, parts, strict=True):
                expected[line] = whole._replace(amount=part)
        return expected

    def _prepare_protected(self, stocks) -> Expected:
        """What some stock is paid for, in the claim's currency."""
        self.ensure_one()
        if not stocks:
            return Expected(ZERO, "not_protected")
        source, target = self.scheme_id.currency_id, self.claim_id.currency_id
        amount = sum((stock.amount for stock in stocks), ZERO)
        if source != target:
            amount = exact(source._convert(
                float(amount), target, self.company_id, self.scheme_id.date_start
            ))
        return Expected(amount, "protection", {
            "on_hand": str(sum(stock.on_hand for stock in stocks)),
            "in_transit": str(sum(stock.in_transit for stock in stocks)),
        })
