from decimal import Decimal

from odoo import api, models

from ..arithmetic import Basket, Line, Reason

# The others are counted: who looks for one of them names it.
MISSED_SHOWN = 100
# What stands against a scheme, the nearest to being mended first.
NEAREST = (
    Reason.NOTHING_DUE, Reason.EXCLUSIVE, Reason.BUDGET, Reason.HELD_TO_VALUE, Reason.TARGET,
    Reason.NO_BASE, Reason.UNIT, Reason.PRODUCT, Reason.DATE,
)
STATUSES = ("applied", "near", "missed")


class DmsScheme(models.Model):
    """Which schemes apply to a purchase, which do not, and why."""

    _inherit = "dms.scheme"

    @api.model
    def _explain_purchase(self, partner, lines, day, currency, scheme=None, among=None) -> dict:
        """What each scheme does for a purchase that is tried.

        :param partner: who buys, of the network
        :param lines: of the purchase: dicts of ``key``, ``product``, ``quantity``, ``uom`` and
            ``value`` (net, without tax, in ``currency``)
        :param day: of the purchase
        :param scheme: the only one that is asked for; none: all that are in force that day
        :param among: the schemes of which the reader may know; None: all it has access to
        :return: see ``_explain``
        """
        schemes = self.sudo()
        scheme_set = schemes._get_purchase_set(partner, currency, day)
        party = schemes._prepare_party(partner)
        keys = [one.key for one in scheme_set.find(party, day)]
        evaluation = scheme_set.evaluate(
            self._prepare_basket(day, party, lines, currency),
            history=schemes._get_history(scheme_set, keys, partner, day),
            budgets=schemes._get_budget_left(
                keys, self._get_purchase_distributor(partner), currency, day
            ),
        )
        names = {line["key"]: line["product"].display_name for line in lines}
        explained = self._get_explained_schemes(scheme_set, scheme, among)
        outcomes = {one: evaluation.explain(one.id) for one in explained}
        return self._explain(outcomes, partner, day, currency, names, scheme)

    @api.model
    def _get_explained_schemes(self, scheme_set, scheme=None, among=None):
        """Those of a set that are told of, see ``_explain_purchase``."""
        schemes = self.browse(scheme_set.by_key)._filtered_access("read")
        if among is not None:
            schemes &= among
        return schemes & scheme if scheme else schemes

    @api.model
    def _explain(self, outcomes, partner, day, currency, names, scheme=None) -> dict:
        """All that a screen or a program tells of what schemes do.

        :param outcomes: of the engine, by scheme
        :param names: of the lines, by key
        :param scheme: the only one that was asked for
        :return: ``outcomes`` (see ``_word_outcome``) as they concern the buyer, ``counts`` of them
            by status, ``amount``, ``total`` and ``hidden`` in words
        """
        counts, shown = dict.fromkeys(STATUSES, 0), []
        ranked = sorted(outcomes, key=lambda one: one._get_explanation_rank(outcomes[one]))
        for one in ranked:
            status = one._get_outcome_status(outcomes[one].reason)
            counts[status] += 1
            if status != "missed" or counts[status] <= MISSED_SHOWN:
                worded = one.sudo().with_context(dms_scheme_currency=currency.id)
                shown.append(worded._word_outcome(outcomes[one], partner, day, names))
        if scheme and scheme not in outcomes:
            shown.append(scheme._word_absence(day))
            counts["missed"] += 1
        amount = sum(outcome["amount"] for outcome in shown)
        hidden = sum(counts.values()) - len(shown)
        return {
            "outcomes": shown,
            "counts": counts,
            "amount": amount,
            "total": currency.format(amount) if amount else "",
            "hidden": self.env._("%s more do not apply: name one to see why.", hidden)
            if hidden else "",
        }

    def _get_explanation_rank(self, outcome):
        """What concerns the buyer most comes first."""
        self.ensure_one()
        status = self._get_outcome_status(outcome.reason)
        progress = self._prepare_progress(outcome) if status == "near" else None
        return (
            STATUSES.index(status),
            -outcome.amount,
            -progress["percent"] if progress else 0,
            NEAREST.index(outcome.reason) if outcome.reason in NEAREST else len(NEAREST),
            self.priority,
            self.id,
        )

    @api.model
    def _prepare_basket(self, day, party, lines, currency) -> Basket:
        """A purchase as the arithmetic knows it, see ``_explain_purchase``."""
        products = self.env["product.product"].union(*(line["product"] for line in lines))
        paths = products.sudo()._get_dms_category_paths()
        return Basket(day, party, tuple(
            Line(
                key=line["key"],
                product=line["product"].id,
                categories=paths[line["product"]],
                quantity=Decimal(str(line["quantity"])),
                unit=line["uom"]._get_dms_unit(),
                value=Decimal(f"{line['value']:.{currency.decimal_places}f}"),
            )
            for line in lines
        ))

    @api.model
    def _get_purchase_currency(self, partner):
        """The currency in which a partner buys."""
        pricelist = partner.with_company(self.env.company).property_product_pricelist
        return pricelist.currency_id or self.env.company.currency_id

    @api.model
    def _get_purchase_value(self, product, quantity, uom, partner, day) -> float:
        """What a quantity costs a partner by its price list, without tax, before schemes.

        :return: an amount in its ``_get_purchase_currency``
        """
        currency = self._get_purchase_currency(partner)
        pricelist = partner.with_company(self.env.company).property_product_pricelist
        price = pricelist._get_product_price(
            product, quantity, currency=currency, uom=uom, date=day
        )
        return currency.round(price * quantity)

    @api.model
    def _get_purchase_set(self, partner, currency, day):
        """The schemes that count what a partner buys: from its distributor, or from the company."""
        is_outlet = partner.dms_role == "outlet"
        return self._get_scheme_set(
            self.env.company, currency, day, ("outlet",) if is_outlet else ("buyer",)
        )

    @api.model
    def _get_purchase_distributor(self, partner):
        """The distributor whose budget a purchase uses: the buyer, or who supplies the outlet."""
        is_outlet = partner.dms_role == "outlet"
        return partner.sudo().dms_upstream_id if is_outlet else partner

    @api.model
    def _get_history(self, scheme_set, keys, partner, day) -> dict:
        """What a partner bought before, for schemes that add up over time.

        :param keys: ids of the schemes that are for the partner
        :param day: whose windows are meant
        :return: ``Past`` by scheme id
        """
        if partner.dms_role == "outlet":
            return self.env["dms.scheme.entitlement"]._get_history(keys, partner, day)
        order = self.env["sale.order"].new({
            "partner_id": partner.id, "company_id": self.env.company.id,
            "currency_id": self._get_purchase_currency(partner).id,
        })
        return order._get_dms_scheme_history(scheme_set, keys, day)
