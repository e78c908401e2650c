"""Proposes how a file is to be understood, from its headings and its values."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from ..headings import suggest_columns
from ..interpreting.columns import Columns, read_headings
from ..interpreting.figures import get_typed
from ..interpreting.interpret import get_lines
from ..interpreting.numbers import clean_numbers, find_marks, split_units
from ..layout import NO_HEADER, NUMBER_ROLES, Layout
from ..reading import Raw
from .places import find_places
from .returns import suggest_outlet_prefix, suggest_returns

_DATE_FORMATS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y", "%m-%d-%Y", "%d/%m/%y", "%d-%m-%y",
    "%m/%d/%y", "%m-%d-%y",
)
# Below this share of blanks, a blank number or date is an omission, not a way of writing.
_FILLED_DOWN = 0.2
# Share of a column's distinct quantities that have a unit behind them, if units are written at all.
_UNITED = 0.1


def suggest_layout(raw: Raw) -> Layout:
    """Propose everything about a file: columns, day book, filling down, marks, dates, returns.

    The sheet, encoding and delimiter are left to be found each time, and so is the header row: the
    next file of the same distributor may have a title more.

    :return: a layout; roles that can't be told are absent from its columns, and ``interpret``
        names those it can't do without
    """
    header_row, headings = read_headings(raw, 0)
    by_heading = suggest_columns(headings) if header_row else {}
    places = {heading: f"c{index}" for index, heading in enumerate(headings)}
    found = find_places(
        raw, header_row, {role: places[heading] for role, heading in by_heading.items()}
    )
    names = dict(zip(raw.cell_columns, headings, strict=True))
    layout = Layout(
        header_row=0 if header_row else NO_HEADER,
        columns={role: names[place] for role, place in found.by_role.items()},
        voucher=found.voucher,
    )
    columns = Columns(header_row, headings, found.by_role)
    if not {"date", "quantity"} <= columns.by_role.keys() or not columns.has_product:
        return layout
    return _add_ways_of_writing(raw, layout, columns)


def _add_ways_of_writing(raw: Raw, layout: Layout, columns: Columns) -> Layout:
    layout = replace(layout, quantity_units=_has_units(raw.frame[columns["quantity"]]))
    _frame, lines = get_lines(raw, layout, columns)
    if not layout.voucher and (fill_down := _suggest_fill_down(lines)):
        layout = replace(layout, fill_down=fill_down)
        _frame, lines = get_lines(raw, layout, columns)
    returns, return_marks = suggest_returns(lines)
    decimal, thousands = _suggest_marks(raw, lines, columns, layout)
    layout = replace(
        layout,
        returns=returns,
        return_marks=return_marks,
        decimal_mark=decimal,
        thousands_mark=thousands,
        date_formats=_suggest_date_formats(lines["date"]),
    )
    return _add_outlet_prefix(layout, lines)


def _has_units(texts: pl.Series) -> bool:
    number, unit = split_units(texts.unique().drop_nulls())
    numeric = number.str.contains(r"^[-+(]?\d")
    united = (numeric & unit.is_not_null()).sum() or 0
    return united > (numeric.sum() or 0) * _UNITED


def _suggest_fill_down(lines: pl.DataFrame) -> tuple[str, ...]:
    """Number and date where many are blank; the party where it is blank whenever they are.

    A party that is blank on whole bills is a sale without a customer.
    """
    roles = [
        role
        for role in ("invoice", "date")
        if role in lines.columns and _is_filled_down(lines[role])
    ]
    if roles:
        continued = lines.filter(pl.col(roles[0]).is_null())
        roles += [
            role
            for role in ("outlet_code", "outlet_name", "return_flag")
            if role in lines.columns and continued[role].null_count() == continued.height
        ]
    return tuple(roles)


def _is_filled_down(texts: pl.Series) -> bool:
    return len(texts) > 0 and texts[0] is not None and texts.is_null().mean() >= _FILLED_DOWN


def _suggest_marks(raw, lines, columns, layout) -> tuple[str, str]:
    """The file's marks when all its columns agree; else none: they are found per column."""
    commas = points = 0
    for role in NUMBER_ROLES:
        if role not in columns:
            continue
        texts = lines[role].filter(~get_typed(lines, raw, columns[role])).unique()
        if role == "quantity" and layout.quantity_units:
            texts = split_units(texts)[0]
        comma, point = find_marks(clean_numbers(texts))
        commas, points = commas + comma, points + point
    if commas and not points:
        return ",", "."
    if points and not commas:
        return ".", ","
    return "", ""


def _suggest_date_formats(texts: pl.Series) -> tuple[str, ...]:
    """The one format that all dates have; none for those that any reader understands."""
    dates = texts.unique().drop_nulls().to_list()
    for form in _DATE_FORMATS:
        if dates and all(_fits(text, form) for text in dates):
            return (form,)
    return ()


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


def _add_outlet_prefix(layout: Layout, lines: pl.DataFrame) -> Layout:
    if "outlet_code" not in lines.columns:
        return layout
    prefix = suggest_outlet_prefix(lines["outlet_code"].unique())
    if not prefix:
        return layout
    # What stands there in full serves as the name.
    columns = {"outlet_name": layout.columns["outlet_code"], **layout.columns}
    return replace(layout, outlet_prefix=prefix, columns=columns)
