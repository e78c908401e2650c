"""Which column of the file plays which role."""

from dataclasses import dataclass

from ..headings import find_header, name_columns, suggest_columns
from ..layout import AMOUNT_ROLES, NO_HEADER, Layout
from ..reading import IngestError, Raw


@dataclass(frozen=True)
class Columns:
    """The header row (0: none), the headings, and role → column of ``Raw.frame``."""

    header_row: int
    headings: list[str]
    by_role: dict[str, str]

    def __contains__(self, role: str) -> bool:
        return role in self.by_role

    def __getitem__(self, role: str) -> str:
        return self.by_role[role]

    @property
    def has_product(self) -> bool:
        return not self.by_role.keys().isdisjoint({"product_code", "product_name"})

    @property
    def product(self) -> str:
        """The column that tells the product: its code, else its name."""
        return self.by_role.get("product_code") or self.by_role["product_name"]


def read_headings(raw: Raw, header_row: int) -> tuple[int, list[str]]:
    """The header row, found if it is not given, and one unique heading for each column."""
    if not header_row:
        header_row = find_header(raw) or 0
    if header_row in (0, NO_HEADER) or header_row > raw.frame.height:
        return 0, name_columns([None] * len(raw.cell_columns))
    cells = raw.frame.drop("row").row(header_row - 1)
    return header_row, name_columns(list(cells))


def find_columns(raw: Raw, layout: Layout) -> Columns:
    """Place the layout's roles on the file's columns.

    :raise IngestError: when a heading is not in the file, or a role that sales need has no column
    """
    header_row, headings = read_headings(raw, layout.header_row)
    wanted = layout.columns or suggest_columns(headings)
    places = {heading.casefold(): f"c{index}" for index, heading in enumerate(headings)}
    by_role = {}
    for role, heading in wanted.items():
        if role == "ignore" or not heading:
            continue
        place = places.get(" ".join(heading.split()).casefold())
        if place is None:
            raise IngestError(
                "heading_not_found",
                heading=heading,
                roles=[role],
                row=header_row or 1,
                headings=", ".join(headings),
            )
        by_role[role] = place
    missing = _find_missing_roles(by_role)
    if missing:
        raise IngestError("columns_missing", roles=missing, headings=", ".join(headings))
    return Columns(header_row, headings, by_role)


def _find_missing_roles(by_role: dict[str, str]) -> list[str]:
    missing = [role for role in ("date", "quantity") if role not in by_role]
    if not by_role.keys() & {"product_code", "product_name"}:
        missing.append("product_code")
    if not by_role.keys() & set(AMOUNT_ROLES):
        missing.append("net_amount")
    return missing
