from odoo import models
from odoo.tools import format_amount
from odoo.tools.i18n import format_list

from ..arithmetic import Calculation, TermsError

# Figures of the examples: just below, at, and beyond a slab.
EXAMPLES = (0.95, 1, 1.5)


class DmsScheme(models.Model):
    """The terms of a scheme as distributors read them."""

    _inherit = "dms.scheme"

    def _prepare_printed_terms(self) -> dict:
        """What the printed terms say, in words.

        :return: ``promise`` (a sentence), ``rows`` (pairs of a heading and texts), ``slabs``
            (from, below, earns), ``calculation`` (a sentence), ``prices`` and ``examples``
        """
        self.ensure_one()
        return {
            "promise": self._word_slabs() or self.name,
            "rows": self._prepare_printed_rows(),
            "slabs": self._prepare_printed_slabs() if self.has_slabs else [],
            "calculation": self._word_calculation(),
            "prices": [] if self.has_slabs else self._prepare_printed_prices(),
            "examples": self._prepare_printed_examples(),
        }

    def _prepare_printed_rows(self) -> list:
        """Headings with texts: when, what, who, how it is paid."""
        labels = self._get_selection_labels("beneficiary", "payout", "window", "stacking")
        goods = self.category_ids.mapped("complete_name") + self.product_ids.mapped("display_name")
        left_out = (
            self.excluded_category_ids.mapped("complete_name")
            + self.excluded_product_ids.mapped("display_name")
        )
        rows = [(self.env._("In force"), [self._word_dates()])]
        if self.has_slabs and self.mechanism not in ("combo", "display"):
            rows.append((self.env._("Products"), goods or [self.env._("all products")]))
        if self.mechanism == "combo":
            rows.append((self.env._("One set"), [part._get_title() for part in self.combo_ids]))
        if left_out:
            rows.append((self.env._("Not"), left_out))
        rows += [
            (self.env._("Earned by"), [labels["beneficiary"]]),
            (self.env._("Open to"), self._list_audience()),
        ]
        if self.mechanism in ("period", "target", "growth", "display"):
            rows.append((self.env._("Counted"), [labels["window"]]))
        if self.mechanism == "display":
            rows.append((self.env._("Proof"), [
                self.env._("%(audits)s audits, each with %(photos)s photos",
                  audits=self.audits_required, photos=self.photos_required),
            ]))
        rows.append((self.env._("Paid"), [labels["payout"]]))
        if self.group_id:
            rows.append((self.env._("Beside others"), [self.env._(
                "not together with others of the group %s: the best one pays", self.group_id.name
            )]))
        if self.is_claimable:
            rows.append((self.env._("Claims"), [self.env._(
                "what a distributor has advanced under this scheme can be claimed"
            )]))
        return rows

    def _list_audience(self) -> list:
        """Who may earn it, one criterion a text."""
        included = (
            self.territory_ids.mapped("complete_name"), self.tier_ids.mapped("name"),
            self.grade_ids.mapped("name"), self.channel_ids.mapped("name"),
            self.outlet_class_ids.mapped("name"), self.partner_ids.mapped("display_name"),
        )
        texts = [format_list(self.env, names) for names in included if names]
        excluded = (
            self.excluded_territory_ids.mapped("complete_name")
            + self.excluded_tier_ids.mapped("name") + self.excluded_grade_ids.mapped("name")
            + self.excluded_channel_ids.mapped("name")
            + self.excluded_outlet_class_ids.mapped("name")
            + self.excluded_partner_ids.mapped("display_name")
        )
        if excluded:
            texts.append(self.env._("not: %s", format_list(self.env, excluded)))
        return texts or [self.env._("all partners of the network")]

    def _prepare_printed_slabs(self) -> list:
        slabs = self.slab_ids.sorted("threshold")
        ends = [*slabs[1:].mapped("threshold"), self.cap]
        return [
            (
                self._word_climbed(slab.threshold),
                self._word_climbed(end) if end else self.env._("and above"),
                self._word_rate(slab.rate),
            )
            for slab, end in zip(slabs, ends, strict=True)
        ]

    def _prepare_printed_prices(self) -> list:
        return [
            (price.product_id.display_name, price.uom_id.name, *(
                format_amount(self.env, figure, self.currency_id)
                for figure in (price.old_price, price.new_price, price.difference)
            ))
            for price in self.price_ids
        ]

    def _prepare_printed_examples(self) -> list:
        """What some purchases would earn, by the same arithmetic as orders."""
        if self._get_figure_kind() not in ("quantity", "value") or not self.slab_ids:
            return []
        slabs = self.slab_ids.sorted("threshold").filtered("threshold")
        figures = sorted({
            round(slab.threshold * factor, 0) for slab in slabs for factor in EXAMPLES
        })
        try:
            return [
                (self._word_climbed(figure), self._word_example(figure))
                for figure in figures[:6]
            ]
        except TermsError:
            return []

    def _word_example(self, figure):
        by_value = self.basis == "value"
        trial = self.get_trial(0 if by_value else figure, figure if by_value else 0)
        # A share of a value that is not known is told by its rate.
        needs_value = not by_value and self.benefit_kind in ("percent", "net_price")
        return trial["lines"][0] if needs_value else trial["benefit"]

    def _word_calculation(self):
        """How slabs are read, in one sentence."""
        return {
            Calculation.WHOLE: self.env._("The slab reached pays on everything that counts."),
            Calculation.MARGINAL: self.env._("Each slab pays for its own part only."),
            Calculation.RECURRING: self.env._("It is earned again each time a slab is filled."),
            Calculation.FLAT: self.env._("It is earned once, for the highest slab reached."),
            Calculation.PROPORTIONAL: self.env._(
                "From the first slab on it is earned pro rata of the slab reached."
            ),
        }[Calculation(self.calculation)]

    def _get_selection_labels(self, *names) -> dict:
        """Labels of selection fields, in the user's language."""
        self.ensure_one()
        return {
            name: dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
            for name in names
        }
