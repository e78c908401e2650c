"""How a file is to be understood: which column plays which role, and how its values are written."""

from dataclasses import dataclass, field
from datetime import date, timedelta

ROLES = (
    "invoice",
    "date",
    "outlet_code",
    "outlet_name",
    "product_code",
    "product_name",
    "quantity",
    "unit",
    "unit_price",
    "gross_amount",
    "discount_amount",
    "net_amount",
    "free_quantity",
    "lot",
    "return_flag",
    "ignore",
)
# What a day book says once, on the voucher's own row; every other role is a column of its lines.
VOUCHER_ROLES = ("invoice", "date", "outlet_code", "outlet_name", "return_flag")
NUMBER_ROLES = (
    "quantity",
    "free_quantity",
    "unit_price",
    "gross_amount",
    "discount_amount",
    "net_amount",
)
AMOUNT_ROLES = ("unit_price", "gross_amount", "net_amount")
# ``Layout.header_row`` of a file that has no heading: its columns are called "Column A", …
NO_HEADER = -1
RETURN_FLAGS = (
    "credit note",
    "sales return",
    "return",
    "returned",
    "cn",
    "cr",
    "avoir",
    "retour",
    "note de crédit",
    "yes",
    "oui",
    "true",
)
RETURN_PREFIXES = ("C",)
DEFAULT_DATE_MIN = date(2000, 1, 1)


@dataclass(frozen=True)
class Layout:
    """How to understand a file; what is left at its default is found in the file itself.

    :ivar header_row: row of the headings, from 1; 0: found; ``NO_HEADER``: there is none
    :ivar columns: role → heading; empty: suggested from the headings. Two roles may share a column
    :ivar date_formats: ``strptime`` formats; empty: the usual ones, day before month
    :ivar decimal_mark: empty: found per column
    :ivar fill_down: roles written on a bill's first row only
    :ivar voucher: day book: a row per voucher (``VOUCHER_ROLES``), its lines in the rows below
    :ivar quantity_units: a quantity is followed by its unit: "12 Pcs"
    :ivar ignore_patterns: regular expressions; a row is left out when a cell matches one. Totals
        and blank rows are left out anyway
    :ivar returns: ``negative`` (a return has a negative quantity), ``flag`` (``return_flag`` holds
        one of the marks) or ``prefix`` (the invoice begins with one of the marks)
    :ivar return_marks: empty: ``RETURN_FLAGS`` or ``RETURN_PREFIXES``
    :ivar outlet_prefix: text to take off an outlet's code: "Party " of "Party 14798"
    """

    sheet: str | None = None
    header_row: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    decimal_mark: str = ""
    thousands_mark: str = ""
    fill_down: tuple[str, ...] = ()
    voucher: bool = False
    quantity_units: bool = False
    ignore_patterns: tuple[str, ...] = ()
    returns: str = "negative"
    return_marks: tuple[str, ...] = ()
    outlet_prefix: str = ""
    date_min: date | None = None
    date_max: date | None = None
    encoding: str = ""
    delimiter: str = ""

    @property
    def date_bounds(self) -> tuple[date, date]:
        """First and last date that is believed; a year from today when no last one is given."""
        return (
            self.date_min or DEFAULT_DATE_MIN,
            self.date_max or date.today() + timedelta(days=365),
        )

    @property
    def effective_return_marks(self) -> tuple[str, ...]:
        return self.return_marks or (
            RETURN_PREFIXES if self.returns == "prefix" else RETURN_FLAGS
        )
