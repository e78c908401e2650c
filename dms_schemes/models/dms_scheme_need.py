from odoo import models
from odoo.tools.i18n import format_list

from ..arithmetic import Basis, Mechanism, Need
from .dms_scheme_outcome import IN_PERCENT


class DmsScheme(models.Model):
    """What is missing until a scheme gives more, in words and figures."""

    _inherit = "dms.scheme"

    def _word_needs(self, outcome):
        """What more would earn more, and how much; nothing where nothing would."""
        self.ensure_one()
        if not outcome.needs:
            return ""
        slab = outcome.scheme.terms.ladder.slabs[outcome.upsell.slab]
        return self.env._(
            "%(missing)s more: %(gain)s", gain=self._word_slab(slab),
            missing=format_list(self.env, [self._word_need(need) for need in outcome.needs]),
        )

    def _word_need(self, need):
        """One thing that is missing, with its unit."""
        self.ensure_one()
        number = self._word_number(need.missing)
        match self._get_measure(need):
            case Need.PRODUCTS:
                return self.env._("%s different products", number)
            case Need.PART:
                return self.combo_ids.sorted()[need.part]._get_title(need.missing)
            case Need.VALUE:
                return self._word_money(need.missing)
            case Need.QUANTITY:
                return f"{number} {self.uom_id.name}"
        return self.env._("%s passed audits", number)

    def _get_measure(self, need) -> Need:
        """What is needed: of the figure of the basis, a quantity or a value; of a display,
        ``Need.FIGURE`` stands for audits."""
        self.ensure_one()
        if need.need != Need.FIGURE or self.mechanism == Mechanism.DISPLAY:
            return need.need
        return Need.VALUE if self.basis == Basis.VALUE else Need.QUANTITY

    def _prepare_missing(self, outcome):
        """What is missing first, for programs.

        :return: a dict of ``quantity`` and ``unit`` (a unit's name, a currency, ``product`` or
            ``audit``); None where nothing more would be earned
        """
        need = outcome.upsell
        if not need:
            return None
        unit = {
            Need.PRODUCTS: lambda: "product",
            Need.PART: lambda: self.combo_ids.sorted()[need.part].uom_id.name,
            Need.VALUE: lambda: self._get_worded_currency().name,
            Need.QUANTITY: lambda: self.uom_id.name,
            Need.FIGURE: lambda: "audit",
        }[self._get_measure(need)]()
        return {"quantity": float(need.missing), "unit": unit}

    def _prepare_given_goods(self, outcome):
        """What is given free, for programs; None where nothing is."""
        goods = outcome.goods
        if not goods or not goods.quantity:
            return None
        product = self.env["product.product"].browse(goods.product)
        return {
            "product": product.default_code or product.name,
            "quantity": float(goods.quantity),
            "unit": (self.free_uom_id or self.uom_id or product.uom_id).name,
        }

    def _prepare_progress(self, outcome):
        """How far the way to the next slab is.

        :return: a dict of ``percent`` and words; None where no figure climbs to another slab
        """
        need = outcome.upsell
        if not need or need.need != Need.FIGURE:
            return None
        figure = outcome.figure
        if self.mechanism in IN_PERCENT:
            goal = outcome.scheme.terms.ladder.slabs[need.slab].threshold
        else:
            goal = figure + need.missing
        return {
            "percent": max(0, min(100, round(100 * figure / goal))) if goal else 0,
            "figure": self._word_climbed(figure),
            "next": self._word_climbed(goal),
        }
