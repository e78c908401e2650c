"""Dates as people write them."""

import re
from datetime import date, datetime, timedelta

import polars as pl

from .numbers import through_distinct

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "janv", "january", "janvier"),
            ("feb", "fev", "fevr", "february", "fevrier"),
            ("mar", "mars", "march"),
            ("apr", "avr", "april", "avril"),
            ("may", "mai"),
            ("jun", "juin", "june"),
            ("jul", "juil", "july", "juillet"),
            ("aug", "aou", "aout", "august"),
            ("sep", "sept", "september", "septembre"),
            ("oct", "october", "octobre"),
            ("nov", "november", "novembre"),
            ("dec", "december", "decembre"),
        ),
        1,
    )
    for name in names
}
_ACCENTS = str.maketrans("éèêûôàâ", "eeeuoaa")
_TIME = (
    r"(?i)[T\s]\s*\d{1,2}[:hH.]\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:Z|[+-]\d{2}:?\d{2})?$"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TRUE_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?[-/. ]*([a-z]+)\.?[-/., ]*(\d{4}|\d{2})")
_NAMED_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WEEKDAY = re.compile(r"^[a-z]{3,9}\.?,? (?=\d)")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
# A spreadsheet program counts days from here (1900 system, whose 1900 has a 29 February).
_SERIAL_ORIGIN = date(1899, 12, 30)


def read_dates(texts: pl.Series, formats: tuple[str, ...] = ()) -> pl.Series:
    """Dates; null where the text is none.

    :param formats: for ``strptime``; empty: the usual ones, and the day before the month unless
        the column itself shows the contrary
    """

    def read_given(distinct: pl.Series) -> pl.Series:
        days = distinct.str.replace(_TIME, "")
        # What a workbook holds as a true date is always ISO.
        dates = [
            _read_given(text, formats)
            or _read_given(day, formats)
            or _build(_TRUE_DATE.fullmatch(day or ""), 1, 2, 3)
            for text, day in zip(distinct, days, strict=True)
        ]
        return pl.Series(dates, dtype=pl.Date)

    def read_usual(distinct: pl.Series) -> pl.Series:
        month_first = _is_month_first(distinct)
        dates = [_read_usual((text or "").strip(), month_first) for text in distinct]
        return pl.Series(dates, dtype=pl.Date)

    if formats:
        return through_distinct(texts, read_given)
    days = through_distinct(texts, lambda distinct: distinct.str.replace(_TIME, ""))
    return through_distinct(days, read_usual)


def _is_month_first(texts: pl.Series) -> bool:
    pairs = [
        (int(match[1]), int(match[2]))
        for text in texts.drop_nulls()
        if (match := _NUMERIC.fullmatch(text.strip()))
    ]
    return any(second > 12 for _first, second in pairs) and all(
        first <= 12 for first, _second in pairs
    )


def _read_given(text: str | None, formats: tuple[str, ...]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text or "", form).date()
        except ValueError:
            continue
    return None


def _read_usual(text: str, month_first: bool) -> date | None:
    day, month = (2, 1) if month_first else (1, 2)
    found = (
        _build(_ISO.fullmatch(text), 1, 2, 3)
        or _build(_NUMERIC.fullmatch(text), 3, month, day)
        or _build(_COMPACT.fullmatch(text), 1, 2, 3)
    )
    if found:
        return found
    if match := _SERIAL.fullmatch(text):
        return _SERIAL_ORIGIN + timedelta(days=int(match[1]))
    words = text.lower().translate(_ACCENTS)
    return _build(_NAMED_FIRST.fullmatch(words), 3, 1, 2) or _build(
        _NAMED.fullmatch(_WEEKDAY.sub("", words)), 3, 2, 1
    )


def _build(match, year: int, month: int, day: int) -> date | None:
    """A date of a match's groups; None when there is no match or no such day."""
    if not match:
        return None
    name = match[month]
    number = int(name) if name.isdecimal() else _MONTHS.get(name, 0)
    full_year = int(match[year])
    if len(match[year]) == 2:
        full_year += 2000 if full_year < 70 else 1900
    try:
        return date(full_year, number, int(match[day]))
    except ValueError:
        return None
