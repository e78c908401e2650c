"""How a file tells returns, and what stands before its codes."""

import polars as pl

from ..interpreting.numbers import read_numbers, split_units, through_distinct
from ..layout import RETURN_FLAGS

_PREFIXES = ("C", "CN", "CR", "CRN", "AV", "AVR", "RET", "RT", "SR", "RN")
# Returns are the exception; a prefix on more of the lines is something else.
_MOST = 0.5


def suggest_returns(table: pl.DataFrame) -> tuple[str, tuple[str, ...]]:
    """Convention and marks.

    A mark counts only where marked lines are written with positive quantities: where their
    quantities are negative already, the sign says it all.

    :param table: String columns by role, of the lines of sale
    """
    positive = through_distinct(table["quantity"], _is_positive).fill_null(False)
    if "return_flag" in table.columns:
        flags = table["return_flag"].str.to_lowercase()
        marks = sorted(set(flags.unique().drop_nulls()) & set(RETURN_FLAGS))
        if marks and _is_mostly_positive(positive, flags.is_in(marks)):
            return "flag", tuple(marks)
    if "invoice" in table.columns:
        prefixes = table["invoice"].str.extract(r"^([A-Za-z]+)[^A-Za-z]", 1)
        marks = sorted(set(prefixes.unique().drop_nulls()) & set(_PREFIXES))
        marked = prefixes.is_in(marks).fill_null(False)
        if marks and marked.mean() < _MOST and _is_mostly_positive(positive, marked):
            return "prefix", tuple(marks)
    return "negative", ()


def _is_positive(quantities: pl.Series) -> pl.Series:
    return read_numbers(split_units(quantities)[0], ".", ",") > 0


def _is_mostly_positive(positive: pl.Series, marked: pl.Series) -> bool:
    return (positive.filter(marked.fill_null(False)).mean() or 0) > 0.5


def suggest_outlet_prefix(codes: pl.Series) -> str:
    """A word that stands before every code: "Party " of "Party 14798"."""
    words = codes.drop_nulls().str.extract(r"^([A-Za-z]+[.:]?\s+)\S*\d\S*$", 1)
    if len(words) and words.null_count() == 0 and words.n_unique() == 1:
        return words[0]
    return ""
