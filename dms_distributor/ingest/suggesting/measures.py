"""What the values of a column look like."""

from dataclasses import dataclass

import polars as pl

from ..interpreting.dates import read_dates
from ..interpreting.numbers import read_numbers, split_units

# Dates that no plain number could be mistaken for.
_DATE_SHAPE = (
    r"(?i)^(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{1,2}[-/. ]*[a-zéû]{3,9}\.?[-/., ]*\d{2,4})"
)


@dataclass(frozen=True)
class Measure:
    """Shares, of the cells that are not blank, that look like this or that."""

    name: str
    filled: int
    dates: float
    numbers: float
    units: float
    whole: float
    spaced: float
    digits: float
    length: float
    distinct: int
    changes: int

    @property
    def is_date(self) -> bool:
        return self.filled > 0 and self.dates >= 0.9

    @property
    def is_number(self) -> bool:
        return self.filled > 0 and self.numbers >= 0.9

    @property
    def is_countable(self) -> bool:
        """Numbers, whether or not a unit follows them."""
        return self.filled > 0 and self.numbers + self.units >= 0.5

    @property
    def is_text(self) -> bool:
        return self.filled > 0 and not self.is_date

    @property
    def is_code(self) -> bool:
        """Short words with digits: what numbers bills, parties and products."""
        return self.is_text and self.spaced < 0.2 and self.digits > 0.5

    @property
    def comes_in_runs(self) -> bool:
        """Equal values stand together, as a bill's number and party on its lines."""
        return self.changes < self.filled * 0.6


def measure(values: pl.Series) -> Measure:
    present = values.drop_nulls()
    count = len(present) or 1
    shaped = present.filter(present.str.contains(_DATE_SHAPE))
    bare, units = split_units(present)
    points, commas = read_numbers(bare, ".", ","), read_numbers(bare, ",", ".")
    numbers = points.is_not_null() | commas.is_not_null()
    has_unit = units.is_not_null() & numbers
    runs = values.fill_null(strategy="forward").drop_nulls()
    return Measure(
        name=values.name,
        filled=len(present),
        dates=read_dates(shaped).count() / count,
        numbers=((numbers & units.is_null()).sum() or 0) / count,
        units=(has_unit.sum() or 0) / count,
        whole=(present.str.contains(r"^-?\d+(?:[.,]0+)?(?:\D|$)").sum() or 0) / count,
        spaced=(present.str.contains(r"\S\s\S").sum() or 0) / count,
        digits=(present.str.contains(r"\d").sum() or 0) / count,
        length=present.str.len_chars().mean() or 0,
        distinct=present.n_unique(),
        changes=int((runs != runs.shift()).sum() or 0) + 1,
    )
