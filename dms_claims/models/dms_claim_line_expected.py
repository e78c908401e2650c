from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_amount, formatLang

KINDS_BY_ENGINE = ("scheme", "target", "display", "free_goods")


class Expected(NamedTuple):
    """What the figures at hand give for a line.

    :ivar amount: in the claim's currency; None: there is nothing to compare with
    :ivar code: names the working, or why there is none
    :ivar figures: of the working, as texts of exact numbers
    """

    amount: Decimal | None
    code: str
    figures: dict = {}


class DmsClaimLine(models.Model):
    """What the figures at hand give for lines, beside what is claimed."""

    _inherit = "dms.claim.line"

    expected_code = fields.Char(readonly=True, copy=False)
    expected_figures = fields.Json(readonly=True, copy=False)
    expected_text = fields.Char(
        "Working", compute="_compute_expected_text", help="How the expected amount comes about."
    )

    @api.depends_context("lang")
    @api.depends("expected_code", "expected_figures", "expected_amount")
    def _compute_expected_text(self):
        for line in self:
            line.expected_text = line._word_expected() if line.expected_code else False

    @api.model
    def _get_measured_fields(self) -> set:
        return super()._get_measured_fields() | {"expected_code", "expected_figures"}

    @api.model
    def _get_expectations(self) -> dict:
        """By kind of claim the method that tells what its lines come to.

        Such a method is called on lines of many claims, past the rules, and returns an
        :class:`Expected` by line, in a number of queries that does not grow with the lines.
        """
        return {
            **dict.fromkeys(KINDS_BY_ENGINE, "_get_expected_by_engine"),
            "margin": "_get_expected_margin",
            "damage": "_get_expected_goods",
            "expiry": "_get_expected_goods",
            "price_protection": "_get_expected_price_protection",
            "rate_difference": "_get_expected_rate_difference",
            "freight": "_get_expected_freight",
        }

    def _get_expected(self) -> dict:
        """What the figures at hand give.

        :return: an :class:`Expected` by line
        """
        expected = dict.fromkeys(self, Expected(None, "none"))
        methods = self._get_expectations()
        for method, lines in self.sudo().grouped(
            lambda line: methods.get(line.claim_id.kind)
        ).items():
            if method:
                expected.update(getattr(lines, method)())
        return expected

    def _update_expected(self):
        """Tell anew what the lines come to."""
        for line, expected in self._get_expected().items():
            line.sudo().write({
                "expected_amount": float(expected.amount or 0),
                "has_expected": expected.amount is not None,
                "expected_code": expected.code,
                "expected_figures": expected.figures,
            })

    def _convert_to_claim(self, amount) -> Decimal:
        """An amount of the company's currency in the claim's, at the end of the claim's period."""
        self.ensure_one()
        own, currency = self.company_id.currency_id, self.claim_id.currency_id
        if own == currency:
            return amount
        return Decimal(str(own._convert(
            float(amount), currency, self.company_id, self.claim_id.date_to
        )))

    def _word_expected(self) -> str:
        """The working of the expected amount, in words."""
        self.ensure_one()
        own = self.company_id.currency_id
        figures = {
            name: format_amount(self.env, float(text), own) if name.endswith("price")
            else formatLang(self.env, float(text), dp="Product Unit")
            if name in ("quantity", "on_hand", "in_transit")
            else f"{float(text):g}"
            for name, text in (self.expected_figures or {}).items()
        }
        return self._get_expected_words().get(self.expected_code, "") % figures

    @api.model
    def _get_expected_words(self) -> dict:
        """By code the text of a working, with the names of its figures."""
        return {
            "none": self.env._("Nothing to compare with"),
            "no_scheme": self.env._("Name the scheme"),
            "engine": self.env._("Earned in the period; sales that count: %(sales)s"),
            "budget": self.env._(
                "Earned in the period, cut to what the budget leaves; sales that count: %(sales)s"
            ),
            "taken": self.env._("Another line asks for the same"),
            "no_product": self.env._("Name the product and the quantity"),
            "no_price": self.env._("No price is known at which it was bought"),
            "goods": self.env._("%(quantity)s × %(price)s paid, %(percent)s %% credited"),
            "not_credited": self.env._("The agreement does not credit it"),
            "protection": self.env._("%(on_hand)s in stock and %(in_transit)s under way"),
            "not_protected": self.env._("None was in stock when the price fell"),
            "no_invoice": self.env._("Name the invoice line"),
            "foreign_invoice": self.env._("The invoice is not the claimant's"),
            "rate": self.env._(
                "%(quantity)s × (%(invoiced_price)s invoiced − %(agreed_price)s agreed)"
            ),
            "freight": self.env._("%(invoiced_price)s of freight invoiced"),
            "margin": self.env._(
                "%(percent)s %% agreed on %(sold_price)s sold, %(bought_price)s paid for them"
            ),
        }
