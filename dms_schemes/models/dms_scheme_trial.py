from decimal import Decimal

from odoo import api, models

from ..arithmetic import Basis, Measure

# Quantity or value of the purchase itself climbs the slabs.
BY_PURCHASE = ("order", "period", "assortment")


class DmsScheme(models.Model):
    """The calculator of the form, for every way in which a scheme is earned."""

    _inherit = "dms.scheme"

    @api.readonly
    def get_trial(self, quantity, value, past=0):
        """What a purchase would earn, for the calculator of the form.

        :param quantity: in the scheme's unit; of a combo sets, of a display audits passed, of a
            difference of prices what there is of each product
        :param value: net, in the scheme's currency; 0: not known
        :param past: the target, or what was bought in the period of comparison
        :return: ``{"benefit": str, "lines": [str], "upsell": str | False}``
        :raise ValidationError: when the slabs make no sense yet
        """
        self.ensure_one()
        if not self.has_slabs:
            return self._get_price_trial(quantity)
        measure = self._prepare_trial_measure(
            Decimal(str(quantity)), Decimal(str(value)) if value else None, Decimal(str(past))
        )
        if measure is None:
            return {
                "benefit": self._word_benefit(Decimal(0)), "lines": [self._word_no_past()],
                "upsell": False,
            }
        benefit = self._evaluate(measure, self._get_trial_rounding(quantity))
        trial = {
            "benefit": self._word_benefit(benefit.amount),
            "lines": self._word_trace(measure, benefit),
        }
        if self.mechanism in BY_PURCHASE:
            return {**trial, "upsell": self._word_upsell(benefit)}
        return {
            **trial,
            "lines": [self._word_reached(measure), *trial["lines"]],
            "upsell": self._word_trial_upsell(measure, benefit),
        }

    def _prepare_trial_measure(self, quantity, value, past):
        """What climbs the slabs, and what they pay on.

        :return: a ``Measure``; None when there is nothing to compare with
        """
        self.ensure_one()
        if self.mechanism in BY_PURCHASE:
            return Measure(quantity, value)
        if self.mechanism == "combo":
            return Measure(quantity, value, climb=quantity)
        if self.mechanism == "display":
            return Measure(Decimal(0), climb=min(quantity, Decimal(self.audits_required)),
                           per=Decimal(self.audits_required) / 100)
        figure = (value or Decimal(0)) if self.basis == Basis.VALUE else quantity
        if self.mechanism == "target":
            return Measure(quantity, value, climb=figure, per=past / 100) if past else None
        if not past:
            slab = self.growth_new_slab - 1
            is_known = 0 <= slab < len(self.slab_ids)
            return Measure(quantity, value, slab=slab) if is_known else None
        if self.growth_base == "increase":
            # What the increase is worth is its share of all.
            value = value and max(figure - past, Decimal(0)) * value / figure
        return Measure(quantity, value, climb=figure - past, per=past / 100)

    def _get_trial_rounding(self, quantity):
        """How the benefit is rounded; a display's fee is paid by the share of audits passed."""
        rounding = self._get_rounding()
        if self.mechanism != "display":
            return rounding
        passed = min(Decimal(str(quantity)), Decimal(self.audits_required))
        if self.is_all_or_nothing and passed < self.audits_required:
            return lambda _fee: rounding(Decimal(0))
        return lambda fee: rounding(fee * passed / self.audits_required)

    def _get_price_trial(self, quantity):
        """What the differences of prices are worth for the same stock of each product."""
        rounding = self._get_rounding()
        lines, total = [], Decimal(0)
        for price in self.price_ids:
            worth = (
                Decimal(str(price.old_price)) - Decimal(str(price.new_price))
            ) * Decimal(str(quantity))
            total += worth
            lines.append(self.env._(
                "%(product)s: %(amount)s", product=price.product_id.display_name,
                amount=self._word_money(rounding(worth)),
            ))
        return {
            "benefit": self._word_money(rounding(total)),
            "lines": lines or [self.env._("No product has prices yet.")],
            "upsell": False,
        }

    def _word_reached(self, measure):
        """How far up the slabs the purchase stands."""
        if measure.slab is not None:
            return self.env._("Nothing was bought before: the slab of new partners pays.")
        return self.env._("%s reached.", self._word_climbed(measure.climb / measure.per))

    def _word_no_past(self):
        if self.mechanism == "target":
            return self.env._("Enter the target to compare with.")
        return self.env._("Nothing was bought before, and no slab pays new partners.")

    def _word_trial_upsell(self, measure, benefit):
        """What is missing to the next slab, in what can be bought."""
        if not benefit.upsell:
            return False
        slab = self.slab_ids.sorted("threshold")[benefit.upsell.slab]
        missing = benefit.upsell.missing * measure.per
        if self.mechanism in ("target", "growth"):
            text = self._word_figure(missing)
        else:
            text = self._word_climbed(benefit.upsell.missing)
        return self.env._("%(missing)s more: %(gain)s", missing=text, gain=self._word_slab(slab))
