"""The lines of a basket as whole numbers, one entry for each of its positions."""

from decimal import Decimal

from .basket import Basket, Line
from .positions import Position, groups, merge, room


class Frame:
    """A basket, its positions in canonical order, and their figures.

    :ivar lines: of each position
    :ivar quantities: in 1/``quantity_scale`` of the root
    :ivar values: in 1/``value_scale`` of the currency
    :ivar caps: money that each position can take, in steps of the currency
    :ivar is_split: some position has several lines
    """

    __slots__ = (
        "basket", "caps", "is_split", "lines", "quantities", "quantity_scale", "step",
        "value_scale", "values",
    )

    def __init__(self, basket: Basket, step: Decimal):
        self.basket, self.step = basket, step
        self.lines = groups(basket.lines)
        self.is_split = len(self.lines) < len(basket.lines)

    def positions(self) -> list[Position]:
        """The positions as the scalar definition reads them."""
        return merge(self.basket.lines, self.step)

    def scale(self, quantity_scale: int, value_scale: int, factors: dict) -> bool:
        """Read the figures in whole numbers.

        :param factors: of units by identity, as far as they were met; extended here
        :return: whether they are whole numbers in these scales
        """
        self.quantity_scale, self.value_scale = quantity_scale, value_scale
        per_value = Decimal(value_scale)
        read = self._read_split if self.is_split else self._read
        quantities, values = read(per_value, factors)
        self.quantities = [int(quantity) for quantity in quantities]
        self.values = [int(value) for value in values]
        if self.quantities != quantities or self.values != values:
            return False
        self.caps = self._caps()
        return True

    def _read(self, per_value: Decimal, factors: dict) -> tuple[list[Decimal], list[Decimal]]:
        quantities, values = [], []
        for (line,) in self.lines:
            known = factors.get(id(line.unit)) or self._factor(line, factors)
            quantities.append(line.quantity * known[1])
            values.append(line.value * per_value)
        return quantities, values

    def _read_split(self, per_value: Decimal, factors: dict) -> tuple[list[Decimal], list[Decimal]]:
        quantities, values = [], []
        for lines in self.lines:
            quantities.append(sum(
                line.quantity * (factors.get(id(line.unit)) or self._factor(line, factors))[1]
                for line in lines
            ))
            values.append(sum(line.value * per_value for line in lines))
        return quantities, values

    def _factor(self, line: Line, factors: dict) -> tuple:
        """The unit is kept with its factor, so that its identity is not given again."""
        known = factors[id(line.unit)] = line.unit, line.unit.factor * self.quantity_scale
        return known

    def digits(self) -> tuple[int, int]:
        """Decimal digits of quantities in the root, and of values, that nothing is lost with."""
        quantity = value = 0
        for lines in self.lines:
            for line in lines:
                quantity = max(quantity, _digits(line.quantity * line.unit.factor))
                value = max(value, _digits(line.value))
        return quantity, value

    def _caps(self) -> list[int]:
        if self.is_split:
            return [sum(room(line, self.step) for line in lines) for lines in self.lines]
        per_step = self.step * self.value_scale
        whole = int(per_step)
        if whole != per_step:
            return [room(lines[0], self.step) for lines in self.lines]
        return [value // whole if value > 0 else 0 for value in self.values]


def _digits(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
