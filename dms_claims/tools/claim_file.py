"""What a spreadsheet claims: a line of a claim for each row. Imports nothing of the database."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl
from odoo.addons.dms_distributor.ingest import Raw
from odoo.addons.dms_distributor.ingest.headings import get_role, name_columns, normalise
from odoo.addons.dms_distributor.ingest.interpreting.dates import read_dates
from odoo.addons.dms_distributor.ingest.interpreting.numbers import (
    clean_numbers,
    find_marks,
    read_numbers,
)

# What a column is about → headings that say so, normalised; where two do, the first one counts.
HEADINGS = {
    "reference": (
        "claim reference", "claim ref", "claim no", "claim number", "your reference", "reference",
        "ref", "claim", "debit note no", "debit note number", "debit note",
        "reference de la reclamation", "no de reclamation", "numero de reclamation", "reclamation",
    ),
    "type": ("claim type", "type of claim", "type", "type de reclamation"),
    "scheme": ("scheme code", "scheme", "code du programme", "programme"),
    "date_from": ("period from", "date from", "from", "from date", "period start", "du"),
    "date_to": ("period to", "date to", "to", "to date", "period end", "au"),
    "description": ("explanation", "remarks", "remark", "comment", "explication", "remarque"),
    "amount": (
        "claimed amount", "claim amount", "amount claimed", "claim value", "montant reclame",
    ),
    "name": ("line description", "description", "particulars", "details", "libelle"),
}
# Roles that files of sales have too, with the words for them.
ROLES = {
    "product_code": "product", "product_name": "product", "lot": "lot", "outlet_code": "outlet",
    "outlet_name": "outlet", "date": "date", "quantity": "quantity", "unit": "unit",
    "unit_price": "price", "net_amount": "amount", "invoice": "invoice",
}
HEAD_FIELDS = ("reference", "type", "scheme", "date_from", "date_to", "description")
LINE_FIELDS = (
    "product", "lot", "outlet", "date", "quantity", "unit", "price", "amount", "name", "invoice",
)
DATES = ("date_from", "date_to", "date")
NUMBERS = ("quantity", "price", "amount")
# Without these no row can be a claim.
NEEDED = ("reference", "type")
HEADING_ROWS = 30
_TOTAL = ("total", "grand total", "sub total", "subtotal", "sous total")
_NAMES = {
    heading: (role, rank)
    for role, headings in HEADINGS.items() for rank, heading in enumerate(headings)
}


class ClaimFileError(Exception):
    """No row of the file names the columns; ``headings`` are those of its first row."""

    def __init__(self, headings: list[str]):
        self.headings = headings
        super().__init__(", ".join(headings))


@dataclass(frozen=True)
class ClaimRow:
    """A row of the file.

    :ivar number: as a spreadsheet program counts
    :ivar values: text by field; dates as ISO 8601 and numbers with a point where they can be read,
        as they stand where they cannot. What is empty is left out
    :ivar cells: as they stand
    :ivar key: names the line within its claim: the same row of another file has the same
    """

    number: int
    values: dict[str, str]
    cells: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class ClaimFile:
    """All that a file claims; rows that are blank or a total are left out.

    :ivar columns: the heading of each field that the file has
    """

    headings: list[str]
    columns: dict[str, str]
    rows: list[ClaimRow] = field(default_factory=list)


def read_claims(raw: Raw, words: dict[str, str] | None = None) -> ClaimFile:
    """Understand the cells of a file as claims.

    :param words: headings by field that count before all others, such as those of our own file in
        the user's language
    :raise ClaimFileError: when no row has headings for the reference and the type of the claims
    """
    own = {normalise(word): (name, -1) for name, word in (words or {}).items()}
    number, headings, places = _find_columns(raw, own)
    body = raw.frame.filter(pl.col("row") > number)
    texts = {name: _read(name, body[f"c{place}"]) for name, place in places.items()}
    rows, seen = [], Counter()
    for index, (row_number, *cells) in enumerate(body.iter_rows()):
        values = {name: column[index] for name, column in texts.items() if column[index]}
        if not values or normalise(next(filter(None, cells))) in _TOTAL:
            continue
        content = _digest(values)
        seen[content] += 1
        rows.append(ClaimRow(
            row_number, values, tuple(cell or "" for cell in cells), f"{content}:{seen[content]}"
        ))
    columns = {name: headings[place] for name, place in places.items()}
    return ClaimFile(headings, columns, rows)


def get_field(heading: str) -> tuple[str, int] | None:
    """What a column with this heading is about and how surely (0 is surest); None: nothing."""
    name = normalise(heading)
    if found := _NAMES.get(name):
        return found
    role = get_role(heading)
    if not role or role[0] not in ROLES:
        return None
    # A name counts behind a code, and both behind what is about claims alone.
    return ROLES[role[0]], role[1] + (200 if role[0].endswith("_name") else 100)


def _find_columns(raw: Raw, own: dict) -> tuple[int, list[str], dict[str, int]]:
    """The row of the headings, the headings, and the column's place of each field.

    :param own: field and rank by heading, of headings that count first
    """
    first = []
    for number, *cells in raw.frame.head(HEADING_ROWS).iter_rows():
        first = first or [cell for cell in cells if cell]
        best = {}
        for place, cell in enumerate(cells):
            found = cell and (own.get(normalise(cell)) or get_field(cell))
            if found and (found[0] not in best or found[1] < best[found[0]][0]):
                best[found[0]] = (found[1], place)
        if all(name in best for name in NEEDED):
            places = {name: place for name, (_rank, place) in best.items()}
            return number, name_columns(list(cells)), places
    raise ClaimFileError(first)


def _read(name: str, cells: pl.Series) -> list[str | None]:
    """The texts of a column, dates and numbers in one way of writing where they can be read."""
    texts = cells.str.strip_chars()
    if name in DATES:
        read = [day and day.isoformat() for day in read_dates(texts).to_list()]
    elif name in NUMBERS:
        commas, points = find_marks(clean_numbers(texts))
        marks = (",", ".") if commas > points else (".", ",")
        numbers = read_numbers(texts, *marks).to_list()
        read = [None if number is None else f"{number.normalize():f}" for number in numbers]
    else:
        # A spreadsheet program makes 85048.0 of a code that looks like a number.
        read = texts.str.replace(r"^(\d+)\.0+$", "$1").to_list()
    return [
        value if value is not None else text
        for value, text in zip(read, texts.to_list(), strict=True)
    ]


def _digest(values: dict[str, str]) -> str:
    """A short name for what a row claims, whatever the order of its columns."""
    parts = [f"{name}={values[name]}" for name in ("reference", *LINE_FIELDS) if name in values]
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]
