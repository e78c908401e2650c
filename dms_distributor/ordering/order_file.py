"""What a spreadsheet orders: a product, a quantity and a unit for each row."""

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from ..ingest.headings import find_header, get_role, name_columns, normalise
from ..ingest.interpreting.numbers import clean_numbers, find_marks, read_numbers, split_units
from ..ingest.reading import Raw

# A sheet may have a column for each: what is in it needs no unit.
CASE_HEADINGS = frozenset((
    "case", "cases", "cs", "ctn", "ctns", "carton", "cartons", "caisse", "caisses", "colis",
    "case qty", "qty cases", "quantity cases", "cases quantity",
))
PIECE_HEADINGS = frozenset((
    "piece", "pieces", "pcs", "pc", "each", "ea", "piece qty", "qty pieces", "quantity pieces",
    "unites", "nb unites",
))
_TOTAL = ("total", "grand total", "sub total", "subtotal", "sous total")


class OrderFileError(Exception):
    """No column of the file tells what is ordered; ``headings`` are those found."""

    def __init__(self, headings: list[str]):
        self.headings = headings
        super().__init__(", ".join(headings))


@dataclass(frozen=True)
class OrderRow:
    """A row of the file.

    :ivar row: its number, as a spreadsheet program counts
    :ivar codes: what may name the product, the surest first
    :ivar quantity: None when there is none or it is no number: see ``text``
    :ivar kind: ``case`` or ``piece`` when the column says it, else empty
    :ivar unit: the word for the unit, as written; empty when there is none
    """

    row: int
    codes: tuple[str, ...]
    quantity: Decimal | None
    text: str
    kind: str = ""
    unit: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderFile:
    """All that a file orders; rows that are blank, zero or a total are left out."""

    headings: list[str]
    rows: list[OrderRow] = field(default_factory=list)


def read_order(raw: Raw) -> OrderFile:
    """Understand the cells of a file as an order.

    Without headings the first column is the product, the second the quantity, the third the unit.

    :raise OrderFileError: when no column can be the product or the quantity
    """
    header = find_header(raw) or _find_short_header(raw)
    cells = raw.frame.drop("row").row(header - 1) if header else [None] * len(raw.cell_columns)
    headings = name_columns(list(cells))
    products, quantities, unit = _find_columns(headings) if header else _assume(raw)
    if not products or not quantities:
        raise OrderFileError(headings)
    body = raw.frame.filter(pl.col("row") > header)
    numbers = {place: _read(body[place]) for place, _kind in quantities}
    rows = []
    for index, (number, *texts) in enumerate(body.iter_rows()):
        cells = tuple(text or "" for text in texts)
        codes = tuple(dict.fromkeys(
            code for at in products if (code := _clean_code(cells[at]))
        ))
        if not codes or normalise(codes[0]) in _TOTAL:
            continue
        for place, kind in quantities:
            text = cells[int(place[1:])].strip()
            quantity, word = numbers[place][index]
            if quantity == 0 or (not text and len(quantities) > 1):
                continue
            named = cells[unit].strip() if unit is not None else ""
            rows.append(OrderRow(number, codes, quantity, text, kind, named or word, cells))
    return OrderFile(headings, rows)


def _find_short_header(raw: Raw) -> int:
    """Row of headings that name cases and pieces only, beside the product; 0 when there is none."""
    for number, *cells in raw.frame.head(20).iter_rows():
        names = [normalise(cell) for cell in cells if cell]
        has_quantity = any(name in CASE_HEADINGS | PIECE_HEADINGS for name in names)
        roles = {role[0] for name in names if (role := get_role(name))}
        if has_quantity and roles & {"product_code", "product_name"}:
            return number
    return 0


def _find_columns(headings):
    """Columns of the product, pairs of quantity column and kind, and the column of the unit."""
    products, quantities, plain, unit = [], [], [], None
    for index, heading in enumerate(headings):
        name, found = normalise(heading), get_role(heading)
        role = found[0] if found else ""
        if name in CASE_HEADINGS:
            quantities.append((f"c{index}", "case"))
        elif name in PIECE_HEADINGS:
            quantities.append((f"c{index}", "piece"))
        elif role == "quantity":
            plain.append((found[1], f"c{index}"))
        elif role == "unit" and unit is None:
            unit = index
        elif role in ("product_code", "product_name"):
            products.append((role != "product_code", found[1], index))
    kinds = {kind for _place, kind in quantities}
    if plain and (len(kinds) < 2):
        quantities = [(min(plain)[1], "")]
    elif len(kinds) == 1:
        unit = None
    return [index for _is_name, _rank, index in sorted(products)], quantities, unit


def _assume(raw: Raw):
    """As ``_find_columns``, of a file without headings."""
    width = len(raw.cell_columns)
    return ([0], [("c1", "")], 2 if width > 2 else None) if width > 1 else ([], [], None)


def _clean_code(text: str) -> str:
    """A code as it is kept: a spreadsheet program makes 85048.0 of one that looks like a number."""
    code = " ".join(text.split())
    whole, mark, rest = code.partition(".")
    return whole if mark and whole.isdigit() and not rest.strip("0") else code


def _read(texts: pl.Series) -> list[tuple[Decimal | None, str]]:
    """Quantities and the units behind them: "12 Pcs" gives 12 and "Pcs"."""
    numbers, units = split_units(texts)
    commas, points = find_marks(clean_numbers(numbers))
    decimal, thousands = (",", ".") if commas > points else (".", ",")
    values = read_numbers(numbers, decimal, thousands).to_list()
    return list(zip(values, [unit or "" for unit in units.to_list()], strict=True))
