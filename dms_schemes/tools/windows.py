"""Spans of time over which a scheme counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)


def get_windows(kind: str, start: date, end: date, last: date) -> list[tuple[date, date]]:
    """First and last days of the windows that have begun by ``last``, in order.

    :param kind: ``whole``: one window; ``month``, ``quarter``, ``year``: those of the calendar, of
        which the first and the last are cut to the scheme
    :param start: first day of the scheme
    :param end: its last day
    """
    if start > min(end, last):
        return []
    if kind == "whole":
        return [(start, end)]
    windows, step = [], MONTHS[kind]
    begin = start.replace(month=(start.month - 1) // step * step + 1, day=1)
    while begin <= min(end, last):
        follow = begin + relativedelta(months=step)
        windows.append((max(begin, start), min(follow - DAY, end)))
        begin = follow
    return windows


def get_spans(windows: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The days that windows cover, cut wherever one begins or ends.

    Each window is then some whole spans, and so is what is added up in it.
    """
    windows = list(windows)
    cuts = sorted({day for first, last in windows for day in (first, last + DAY)})
    spans = [(first, follow - DAY) for first, follow in zip(cuts, cuts[1:], strict=False)]
    return [
        span
        for span in spans
        if any(first <= span[0] and span[1] <= last for first, last in windows)
    ]


def a_year_before(window: tuple[date, date]) -> tuple[date, date]:
    """The same days of the year before; whole months stay whole."""
    first, last = window
    before = last - relativedelta(years=1)
    if (last + DAY).day == 1:
        before = last + DAY - relativedelta(years=1) - DAY
    return first - relativedelta(years=1), before
