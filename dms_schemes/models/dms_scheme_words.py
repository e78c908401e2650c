from odoo import models
from odoo.tools import format_amount, formatLang

from ..arithmetic import Basis, Kind


class DmsSchemeExplanation(models.AbstractModel):
    """Figures of a scheme in words.

    Money is worded in the currency of the context's ``dms_scheme_currency``, where a purchase in
    another currency than the scheme's is explained.
    """

    _inherit = "dms.scheme.explanation"

    def _get_worded_currency(self):
        """The currency in which money is worded: that of the purchase, else the scheme's."""
        wanted = self.env.context.get("dms_scheme_currency")
        return self.env["res.currency"].browse(wanted) if wanted else self.currency_id

    def _get_rate_unit(self):
        """What a rate of this scheme is counted in, short."""
        currency = self.currency_id.symbol or self.currency_id.name or ""
        match self.benefit_kind:
            case Kind.PERCENT:
                return "%"
            case Kind.PER_UNIT | Kind.NET_PRICE:
                return f"{currency} / {self.uom_id.name or ''}"
            case Kind.GOODS:
                return self.env._("free")
            case Kind.POINTS:
                return self.env._("points")
        return currency

    def _word_climbed(self, figure):
        """What climbs the slabs, or one of their thresholds."""
        match self._get_figure_kind():
            case "percent":
                return self.env._("%s %%", self._word_number(round(figure, 2)))
            case "sets":
                return self.env._("%s sets", self._word_number(figure))
        return self._word_figure(figure)

    def _word_figure(self, figure):
        """A quantity with its unit or a value with its currency."""
        if self.basis == Basis.VALUE:
            return self._word_money(figure)
        return f"{self._word_number(figure)} {self.uom_id.name or ''}".rstrip()

    def _word_money(self, amount):
        return format_amount(self.env, float(amount), self._get_worded_currency())

    def _word_rate(self, rate):
        """What a slab pays."""
        values = {"amount": self._word_money(rate), "unit": self.uom_id.name or ""}
        match self.benefit_kind:
            case Kind.PERCENT:
                return self.env._("%s %%", self._word_number(rate))
            case Kind.PER_UNIT:
                return self.env._("%(amount)s for each %(unit)s", **values)
            case Kind.NET_PRICE:
                return self.env._("a net price of %(amount)s for each %(unit)s", **values)
        return self._word_benefit(rate)

    def _word_benefit(self, amount):
        """What is given: money in its currency, goods by name, points."""
        if self.benefit_kind == Kind.GOODS:
            return self.env._(
                "%(number)s %(goods)s free", number=self._word_number(amount),
                goods=self._word_goods(),
            )
        if self.benefit_kind == Kind.POINTS:
            return self.env._("%s points", self._word_number(amount))
        return self._word_money(amount)

    def _word_goods(self):
        """What is given free: one product, or one of a choice, or the same that was bought."""
        names = self.free_product_ids.mapped("name")
        unit = self.free_uom_id.name or ""
        if names:
            return " ".join(filter(None, [unit, self.env._(" or ").join(names)]))
        return unit or self.uom_id.name or ""

    def _word_number(self, number):
        """A number without trailing zeroes, at most four decimals."""
        text = f"{float(number):.4f}".rstrip("0")
        return formatLang(self.env, float(number), digits=len(text.partition(".")[2]))
