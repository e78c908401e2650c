from decimal import Decimal

from odoo import api, models

from ..arithmetic import (
    Assortment,
    Audience,
    ComboPart,
    Criteria,
    Goods,
    GroupScope,
    Mechanism,
    Party,
    Payout,
    Price,
    Scheme,
    Selection,
    Stacking,
    ValueOf,
)

ONE = Decimal(1)


def exact(number) -> Decimal:
    """The decimal that was typed and stored: the shortest text of the float."""
    return Decimal(str(number))


class DmsScheme(models.Model):
    """Records in the arithmetic's values."""

    _inherit = "dms.scheme"

    @api.model
    def _prepare_party(self, partner) -> Party:
        """A partner as the arithmetic knows it; see ``_prepare_parties``."""
        return self._prepare_parties(partner)[partner]

    @api.model
    def _prepare_parties(self, partners) -> dict:
        """Partners as the arithmetic knows them, in a constant number of queries.

        A contact or an address of a company earns as the company, unless it is a member of the
        network itself.

        :return: a ``Party`` by partner
        """
        parties = {}
        for partner in partners:
            known = partner.sudo()
            member = known if known.dms_tier_id else known.commercial_partner_id
            path = member.dms_territory_id.parent_path or ""
            parties[partner] = Party(
                partners=frozenset({known.id, member.id, known.commercial_partner_id.id}),
                tier=member.dms_tier_id.id or None,
                grade=member.grade_id.id or None,
                channel=member.dms_channel_id.id or None,
                outlet_class=member.dms_outlet_class_id.id or None,
                territories=tuple(int(part) for part in path.split("/") if part),
            )
        return parties

    def _prepare_scheme(self, currency=None, rate=ONE, costs=None) -> Scheme:
        """The scheme as the arithmetic knows it.

        :param currency: of all its money; None: its own
        :param rate: from its own currency to that one
        :param costs: of products that it may give, see ``_get_goods_costs``
        :raise TermsError: when it cannot be calculated
        """
        self.ensure_one()
        is_money = self.benefit_kind not in ("goods", "points")
        step = (currency or self.currency_id).rounding if is_money else 1
        return Scheme(
            key=self.id,
            terms=self._get_terms(rate) if self.has_slabs else None,
            priority=self.priority,
            mechanism=Mechanism(self.mechanism),
            unit=self.uom_id._get_dms_unit() if self.uom_id else None,
            selection=self._prepare_selection(),
            audience=Audience(self._prepare_criteria(""), self._prepare_criteria("excluded_")),
            date_start=self.date_start,
            date_end=self.date_effective_end or None,
            payout=Payout(self.payout),
            stacking=Stacking(self.stacking),
            value_of=ValueOf(self.value_of),
            group=self.group_id.id or None,
            group_scope=GroupScope(self.group_id.scope or "order"),
            rounding_step=exact(step),
            goods=self._prepare_free_goods(costs or {}) if self.benefit_kind == "goods" else None,
            combo=tuple(
                part._prepare_part() for part in self.combo_ids if self.mechanism == "combo"
            ),
            assortment=self._prepare_assortment(rate) if self.mechanism == "assortment" else None,
            excludes=frozenset(self.excluded_scheme_ids.ids),
            prices=() if self.has_slabs else tuple(
                price._prepare_price(rate) for price in self.price_ids
            ),
            is_on_increment=self.growth_base == "increase",
            new_partner_slab=self.growth_new_slab - 1
            if self.mechanism == "growth" and self.growth_new_slab else None,
            is_all_or_nothing=self.is_all_or_nothing,
            is_capped=self.budget_scope != "none",
        )

    def _prepare_selection(self) -> Selection:
        """Which products count."""
        self.ensure_one()
        return Selection(
            frozenset(self.product_ids.ids), frozenset(self.category_ids.ids),
            frozenset(self.excluded_product_ids.ids), frozenset(self.excluded_category_ids.ids),
        )

    def _prepare_criteria(self, prefix) -> Criteria:
        """Who is let in, or kept out with the prefix ``excluded_``."""
        self.ensure_one()
        return Criteria(**{
            name: frozenset(self[f"{prefix}{field}"].ids)
            for name, field in (
                ("tiers", "tier_ids"), ("grades", "grade_ids"), ("channels", "channel_ids"),
                ("outlet_classes", "outlet_class_ids"), ("territories", "territory_ids"),
                ("partners", "partner_ids"),
            )
        })

    def _prepare_free_goods(self, costs) -> Goods:
        """What is given free, and what one free unit of it costs."""
        self.ensure_one()
        given = self.free_product_ids
        uom = self.free_uom_id or self.uom_id or given[:1].uom_id
        unit = uom._get_dms_unit() if uom else None
        products = given.ids or costs
        return Goods(
            products=tuple(given.ids),
            is_same=not given,
            unit=unit,
            value={
                product: costs[product][0] * unit.factor / costs[product][1].factor
                for product in products
                if unit and product in costs and costs[product][1].root == unit.root
            },
        )

    def _prepare_assortment(self, rate) -> Assortment:
        """What a purchase must hold before the slabs count."""
        self.ensure_one()
        return Assortment(
            distinct=self.assortment_distinct,
            each=exact(self.assortment_each),
            quantity=exact(self.assortment_quantity) if self.assortment_quantity else None,
            value=exact(self.assortment_value) * rate if self.assortment_value else None,
        )


class DmsSchemeCombo(models.Model):
    _inherit = "dms.scheme.combo"

    def _prepare_part(self) -> ComboPart:
        """This part as the arithmetic knows it; without goods of its own it takes the scheme's."""
        self.ensure_one()
        own = Selection(frozenset(self.product_ids.ids), frozenset(self.category_ids.ids))
        is_own = self.product_ids or self.category_ids
        return ComboPart(
            own if is_own else self.scheme_id._prepare_selection(),
            exact(self.quantity), self.uom_id._get_dms_unit(),
        )


class DmsSchemePrice(models.Model):
    _inherit = "dms.scheme.price"

    def _prepare_price(self, rate=ONE) -> Price:
        """This pair of prices as the arithmetic knows it.

        :param rate: from the scheme's currency to that of the set
        """
        self.ensure_one()
        return Price(
            self.product_id.id, exact(self.old_price) * rate, exact(self.new_price) * rate,
            self.uom_id._get_dms_unit(),
        )
