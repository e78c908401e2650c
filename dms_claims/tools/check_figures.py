"""The figures of a check, in words for a sentence."""

from collections.abc import Mapping

from odoo.tools import format_amount, format_date, formatLang


class CheckFigures(Mapping):
    """What a sentence may name: a figure and how it is told, as in ``claimed_amount``.

    Figures: claimed, expected, limit, excess; told as amount, quantity, or number. Beside them
    score, distance, bits, count, date, detail, others, other, line, product,
    lot, file and percent.
    """

    FIGURES = ("claimed", "expected", "limit", "excess")

    def __init__(self, check):
        self._check, self._env = check, check.env

    def __iter__(self):
        yield from self.FIGURES

    def __len__(self):
        return len(self.FIGURES)

    def __getitem__(self, name):
        figure, _, kind = name.partition("_")
        if figure in self.FIGURES:
            return getattr(self, f"_tell_{kind}")(self._get_figure(figure))
        return getattr(self, f"_name_{name}")()

    def _get_figure(self, figure):
        check = self._check
        if figure == "limit":
            return check.ceiling
        if figure == "excess":
            return check.claimed - check.expected
        return check[figure]

    def _tell_amount(self, value):
        return format_amount(self._env, value, self._check.currency_id)

    def _tell_quantity(self, value):
        told = formatLang(self._env, value, dp="Product Unit")
        unit = self._check.line_id.product_id.uom_id.name
        return f"{told} {unit}" if unit else told

    def _tell_number(self, value):
        return f"{value:g}"

    def _name_score(self):
        return formatLang(self._env, self._check.score, digits=1)

    def _name_distance(self):
        return f"{self._check.distance:g}"

    def _name_bits(self):
        return f"{self._check.distance:g}"

    def _name_count(self):
        return str(self._check.count)

    def _name_others(self):
        return str(self._check.count - 1)

    def _name_percent(self):
        check = self._check
        excess = check.claimed - check.expected
        return formatLang(
            self._env, 100 * excess / check.expected if check.expected else 100, digits=1
        )

    def _name_date(self):
        return format_date(self._env, self._check.date)

    def _name_detail(self):
        return self._check.detail or ""

    def _name_other(self):
        other = self._check.other_claim_id
        return other.name or self._env._("a claim that is gone")

    def _name_line(self):
        return self._check.line_id.name or ""

    def _name_product(self):
        return self._check.line_id.product_id.display_name or ""

    def _name_lot(self):
        return self._check.line_id.lot_id.name or ""

    def _name_file(self):
        return self._check.file_id.display_name or ""
