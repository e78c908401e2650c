from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.addons.dms_distributor.models.dms_agreement import BINDING_STATES
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.fields import Domain

from ..tools import price_sql


class Bought(NamedTuple):
    """A question: what did a partner pay for a product by some day?"""

    product: models.Model
    partner: models.Model
    date: object
    lot_id: int | None = None


class DmsClaimPrices(models.AbstractModel):
    """Prices and agreements that claims are measured by, for many claims at once."""

    _name = "dms.claim.prices"
    _description = "Prices behind Claims"

    @api.model
    def _get_paid_prices(self, company, questions) -> list:
        """What partners paid for goods, without tax, for a product's own unit.

        The delivery of the very lot tells best, then the last invoice before the day, then the last
        order, then the price list that is agreed.

        :param questions: list of :class:`Bought`
        :return: a Decimal in the company's currency for each question; None: no price is known
        """
        if not questions:
            return []
        self.env.flush_all()
        self.env.cr.execute(price_sql.PAID, {
            "company": company.id,
            "numbers": list(range(len(questions))),
            "products": [question.product.id for question in questions],
            "lots": [question.lot_id for question in questions],
            "partners": [question.partner.commercial_partner_id.id for question in questions],
            "dates": [question.date for question in questions],
        })
        prices = {number: exact(price) for number, price in self.env.cr.fetchall()}
        unknown = [number for number in range(len(questions)) if number not in prices]
        listed = self._get_agreed_prices(company, [questions[number] for number in unknown])
        prices.update(
            (number, price) for number, price in zip(unknown, listed, strict=True) if price
        )
        return [prices.get(number) for number in range(len(questions))]

    @api.model
    def _get_agreed_prices(self, company, questions) -> list:
        """What goods cost partners by their agreement's price list, else their own, on a day.

        :param questions: list of :class:`Bought`
        :return: a Decimal in the company's currency for each question; None: no list prices it
        """
        agreements = self._get_agreements(
            company, [(question.partner, question.date) for question in questions]
        )
        lists = defaultdict(list)
        for number, (question, agreement) in enumerate(zip(questions, agreements, strict=True)):
            own = question.partner.with_company(company).property_product_pricelist
            lists[agreement.pricelist_id or own, question.date].append(number)
        prices = {}
        for (pricelist, date), numbers in lists.items():
            products = self.env["product.product"].union(
                *(questions[number].product for number in numbers)
            )
            found = pricelist._get_dms_prices(
                products.with_company(company), {}, company.currency_id, date
            ) if pricelist else {}
            for number in numbers:
                if price := found.get(questions[number].product, (0, None))[0]:
                    prices[number] = exact(price)
        return [prices.get(number) for number in range(len(questions))]

    @api.model
    def _get_agreements(self, company, questions) -> list:
        """The agreements that were in force, found in one query.

        :param questions: pairs of a partner and a day
        :return: a ``dms.agreement`` for each question, past the rules; empty where there was none
        """
        none = self.env["dms.agreement"].sudo()
        if not questions:
            return []
        days = [day for _partner, day in questions]
        partners = self.env["res.partner"].union(
            *(partner.commercial_partner_id for partner, _day in questions)
        )
        agreements = none.search(
            Domain("company_id", "=", company.id)
            & Domain("distributor_id", "in", partners.ids)
            & Domain("state", "in", [state for state in BINDING_STATES if state != "approved"])
            & Domain("date_start", "<=", max(days))
            & (
                Domain("date_effective_end", "=", False)
                | Domain("date_effective_end", ">=", min(days))
            ),
        ).grouped("distributor_id")
        return [
            next(
                (
                    agreement
                    for agreement in agreements.get(partner.commercial_partner_id, none)
                    if agreement.date_start <= day
                    and (not agreement.date_effective_end or agreement.date_effective_end >= day)
                ),
                none,
            )
            for partner, day in questions
        ]

    @api.model
    def _get_sold(self, company, questions) -> dict:
        """What distributors sold to outlets in some days.

        :param questions: tuples of a product (empty: all), a distributor, the first and last day
        :return: by number of the question, triples of a product id, its quantity and net value
        """
        self.env.cr.execute(price_sql.SOLD, {
            "company": company.id,
            "numbers": list(range(len(questions))),
            "products": [product.id or None for product, *_others in questions],
            "partners": [partner.id for _product, partner, *_days in questions],
            "firsts": [question[2] for question in questions],
            "lasts": [question[3] for question in questions],
        })
        sold = defaultdict(list)
        for number, product, quantity, value in self.env.cr.fetchall():
            sold[number].append((product, exact(quantity), exact(value)))
        return sold

    @api.model
    def _in_own_unit(self, quantity, unit, product) -> Decimal:
        """A quantity in the product's own unit; a unit of another kind counts as its own."""
        own = product.uom_id
        if not unit or unit == own or not unit._has_common_reference(own):
            return exact(quantity)
        return exact(quantity) * unit._get_dms_unit().factor / own._get_dms_unit().factor
