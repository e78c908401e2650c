from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date
from odoo.tools.i18n import format_list

from ..arithmetic import (
    Basis,
    Benefit,
    Calculation,
    Kind,
    Ladder,
    Measure,
    Rounding,
    Terms,
    TermsError,
    down_to,
    evaluate,
    half_up_to,
)


class DmsSchemeExplanation(models.AbstractModel):
    """The scheme in the arithmetic's values, and the arithmetic's answers in words."""

    _name = "dms.scheme.explanation"
    _description = "Explanation of a Scheme"

    summary = fields.Text(compute="_compute_summary", help="The scheme as one sentence.")

    @api.depends_context("lang")
    @api.depends(
        "basis", "benefit_kind", "calculation", "cap", "currency_id", "free_product_ids",
        "free_uom_id", "uom_id",
        "slab_ids.threshold", "slab_ids.rate", "product_ids", "category_ids", "tier_ids",
        "channel_ids", "outlet_class_ids", "territory_ids", "date_start", "date_end",
    )
    def _compute_summary(self):
        for scheme in self:
            parts = [scheme._word_slabs(), scheme._word_eligibility(), scheme._word_dates()]
            scheme.summary = " · ".join(filter(None, parts))

    def _evaluate(self, measure: Measure, rounding: Rounding | None = None) -> Benefit:
        """What a measure earns under this scheme, whoever bought it and when.

        :param rounding: of the benefit; None: that of the scheme
        :raise ValidationError: when the slabs make no sense yet
        """
        self.ensure_one()
        try:
            return evaluate(self._get_terms(), measure, rounding or self._get_rounding())
        except TermsError as error:
            raise ValidationError(self._get_terms_message(error)) from error

    def _get_terms(self, rate=Decimal(1)) -> Terms:
        """What the scheme pays, as the arithmetic knows it.

        :param rate: from the scheme's currency to that in which it is evaluated
        :raise TermsError: when the slabs or their combination with the calculation make no sense
        """
        self.ensure_one()
        slabs = self.slab_ids.sorted("threshold")
        climbs = rate if self._get_figure_kind() == "value" else Decimal(1)
        pays = rate if self.benefit_kind not in (Kind.PERCENT, Kind.GOODS, Kind.POINTS) else 1
        cap = Decimal(str(self.cap)) * climbs if self.cap else None
        return Terms(
            Calculation(self.calculation),
            Basis(self.basis),
            Kind(self.benefit_kind),
            Ladder(
                slab._prepare_slab(cap if slab == slabs[-1] else None, climbs, pays)
                for slab in slabs
            ),
        )

    def _get_figure_kind(self) -> str:
        """What climbs the slabs: ``quantity``, ``value``, ``percent`` or ``sets``."""
        self.ensure_one()
        if self.mechanism in ("target", "growth", "display"):
            return "percent"
        return "sets" if self.mechanism == "combo" else self.basis

    def _get_rounding(self) -> Rounding:
        """How the benefit is rounded: money by its currency, the rest down to whole ones."""
        self.ensure_one()
        if self.benefit_kind in (Kind.GOODS, Kind.POINTS):
            return down_to(Decimal(1))
        return half_up_to(Decimal(str(self.currency_id.rounding)))

    def _get_locked_message(self):
        """Why the scheme cannot be changed, and what to do instead."""
        self.ensure_one()
        if self.state == "submitted":
            return self.env._(
                "%s has been submitted and stands as it is: withdraw it to change it.",
                self.display_name,
            )
        if self.state in ("approved", "running"):
            return self.env._(
                "%s has started: its terms stand for all who rely on them. Prepare a new version, "
                "which takes over on a day of your choice.",
                self.display_name,
            )
        return self.env._(
            "%s has started once or was refused, and is kept for the record: duplicate it to "
            "make another one.",
            self.display_name,
        )

    def _get_terms_message(self, error: TermsError):
        """The arithmetic's refusal in the user's language."""
        self.ensure_one()
        figures = {
            name: self._word_number(value) if isinstance(value, Decimal) else value
            for name, value in error.values.items()
        }
        messages = {
            "no_slab": lambda: self.env._("There is no slab: add at least one."),
            "duplicate": lambda: self.env._(
                "Two slabs begin at %(threshold)s: remove one of them or change where it begins.",
                **figures,
            ),
            "ceiling_below_threshold": lambda: self.env._(
                "The scheme counts up to %(ceiling)s, but its highest slab begins at "
                "%(threshold)s: raise the one or remove the other.",
                **figures,
            ),
            "threshold_zero": lambda: self.env._(
                "A scheme that pays each time a slab is filled, or pro rata, needs slabs that "
                "begin above zero."
            ),
            "percent_above_100": lambda: self.env._(
                "The slab from %(threshold)s pays %(rate)s %%: a benefit cannot be more than what "
                "it is paid on.",
                **figures,
            ),
        }
        return messages[error.code]() if error.code in messages else str(error)

    def _word_slabs(self):
        words = [self._word_slab(slab) for slab in self.slab_ids.sorted("threshold")]
        if words and self.cap:
            words.append(self.env._("counts up to %s", self._word_climbed(self.cap)))
        return "; ".join(words)

    def _word_slab(self, slab):
        figure, rate = self._word_climbed(slab.threshold), self._word_rate(slab.rate)
        match self.calculation:
            case Calculation.RECURRING:
                return self.env._("for every %(figure)s: %(rate)s", figure=figure, rate=rate)
            case Calculation.PROPORTIONAL:
                return self.env._(
                    "from %(figure)s: %(rate)s for each %(figure)s, pro rata",
                    figure=figure, rate=rate,
                )
            case Calculation.FLAT:
                return self.env._("from %(figure)s: %(rate)s, once", figure=figure, rate=rate)
            case Calculation.MARGINAL:
                return self.env._(
                    "above %(figure)s: %(rate)s on that part", figure=figure, rate=rate
                )
        return self.env._("from %(figure)s: %(rate)s on everything", figure=figure, rate=rate)

    def _word_eligibility(self):
        """Names of what and who is included; nothing when all are."""
        groups = (
            self.category_ids.mapped("name") + self.product_ids.mapped("name"),
            self.tier_ids.mapped("name"),
            self.channel_ids.mapped("name"),
            self.outlet_class_ids.mapped("name"),
            self.territory_ids.mapped("name"),
        )
        return " · ".join(format_list(self.env, names) for names in groups if names)

    def _word_dates(self):
        start = format_date(self.env, self.date_start)
        if not self.date_end:
            return self.env._("from %s", start)
        return self.env._(
            "%(start)s to %(end)s", start=start, end=format_date(self.env, self.date_end)
        )

    def _word_trace(self, measure: Measure, benefit: Benefit):
        """The evaluation, step by step."""
        slabs = self.slab_ids.sorted("threshold")
        if benefit.reached is None or not benefit.parts:
            return [self.env._("No slab is reached.")]
        lines = []
        if benefit.is_capped:
            lines.append(
                self.env._("Only %s counts.", self._word_climbed(benefit.counted))
            )
        lines += [
            self._word_part(slabs[part.slab], part) for part in benefit.parts
        ]
        if benefit.is_held_to_value:
            lines.append(self.env._("A benefit is never more than the value it is paid on."))
        needs_value = self.basis == Basis.QUANTITY and self.benefit_kind == Kind.PERCENT
        if needs_value and measure.value is None:
            lines.append(self.env._("Enter the value of which the discount is taken."))
        return lines

    def _word_part(self, slab, part):
        threshold, rate = self._word_climbed(slab.threshold), self._word_rate(slab.rate)
        amount = self._word_benefit(part.amount)
        if self.calculation == Calculation.RECURRING:
            return self.env._(
                "%(times)s × %(threshold)s: %(amount)s", amount=amount, threshold=threshold,
                times=self._word_number(part.figure),
            )
        if self.calculation == Calculation.FLAT:
            return self.env._(
                "Slab from %(threshold)s: %(amount)s", threshold=threshold, amount=amount
            )
        return self.env._(
            "Slab from %(threshold)s: %(rate)s on %(figure)s gives %(amount)s",
            amount=amount, threshold=threshold, rate=rate, figure=self._word_climbed(part.figure),
        )

    def _word_upsell(self, benefit: Benefit):
        if not benefit.upsell:
            return False
        slab = self.slab_ids.sorted("threshold")[benefit.upsell.slab]
        return self.env._(
            "%(missing)s more reach the slab from %(threshold)s: %(rate)s",
            missing=self._word_figure(benefit.upsell.missing),
            threshold=self._word_climbed(slab.threshold), rate=self._word_rate(slab.rate),
        )
