import base64
import re

import polars as pl
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import ingest
from ..ingest.headings import normalise, suggest_columns
from ..ingest.interpreting.dates import read_dates
from ..ingest.interpreting.numbers import clean_numbers, find_marks, read_numbers

EXPIRY = re.compile(r"exp|expiry|expiration|use by|best before|peremption|dluo?|dlc")
STOCK = re.compile(r"(closing|on hand|physical|counted|stock)( stock| qty| quantity| balance)?"
                   r"|stock|quantite en stock|inventaire")
HEADING_ROWS = 30


class DmsStockCountFileMixin(models.AbstractModel):
    """A count that comes as a file: product code, lot, expiry, quantity, unit."""

    _name = "dms.stock.count.file.mixin"
    _description = "File of a Stock Count"

    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    file_message = fields.Text(
        "Rows Left Out", readonly=True, copy=False, help="What of the file was not taken, and why."
    )

    def action_read_file(self):
        """Replace the lines by those of the file; what is not understood is told row by row."""
        self.ensure_one()
        self._check_draft()
        content = self.with_context(bin_size=False).file
        if not content:
            raise UserError(self.env._("%s: choose a file first.", self.name))
        self._read_file(base64.b64decode(content), self.file_name or "")
        self._compare()

    def _read_file(self, content: bytes, file_name: str):
        """Make lines of a spreadsheet or text file.

        :raise UserError: when it cannot be read, or no row of it can be taken
        """
        try:
            raw = ingest.read_raw(content, file_name)
        except ingest.IngestError as error:
            raise UserError(self.env["dms.upload.reader"]._explain(error)) from error
        rows = self._interpret_count(raw)
        self.line_ids.unlink()
        faults = self._take_rows(rows)
        if len(faults) == len(rows):
            raise UserError(self.env._(
                "No row of “%(file)s” can be taken.\n%(faults)s", file=file_name,
                faults="\n".join(list(faults.values())[:10]),
            ))
        told = [
            self.env._("Row %(row)s: %(fault)s", row=row, fault=fault)
            for row, fault in faults.items()
        ]
        self.write({"file_message": "\n".join(told), "source": "upload"})

    def _take_rows(self, rows) -> dict:
        """Add a line for each row, as a file, the portal or another program gives it.

        :param rows: dicts of ``row`` (any number of it), ``quantity`` (None: it is no number, but
            ``text``), ``unit`` (a word, or None), and either ``code``, ``lot`` and ``expiry`` or
            the records ``product`` and ``lot_record``
        :return: why a row was not taken, in words, by its number
        """
        products = self._find_products({row["code"] for row in rows if row.get("code")})
        values, faults = [], {}
        for row in rows:
            found = self._prepare_file_line(row, products)
            if isinstance(found, str):
                faults[row["row"]] = found
            else:
                values.append(found)
        self.env["dms.stock.count.line"].create(values)
        return faults

    def _interpret_count(self, raw) -> list[dict]:
        """The rows of a file: row, code, lot, expiry, quantity, unit.

        :raise UserError: when no row has headings for product and quantity
        """
        number, columns = self._find_count_columns(raw)
        frame = raw.frame.filter(pl.col("row") > number)
        texts = {
            role: frame[column].str.strip_chars() if column else None
            for role, column in columns.items()
        }
        cleaned = clean_numbers(texts["quantity"])
        commas, points = find_marks(cleaned)
        marks = (",", ".") if commas > points else (".", ",")
        table = pl.DataFrame(
            {
                "row": frame["row"],
                "code": texts["code"].str.replace(r"^(\d+)\.0+$", "$1"),
                "quantity": read_numbers(texts["quantity"], *marks).cast(pl.Float64),
                "text": texts["quantity"],
                **{
                    role: texts[role] if texts[role] is not None
                    else pl.Series([None] * frame.height, dtype=pl.String)
                    for role in ("lot", "unit")
                },
                "expiry": read_dates(texts["expiry"]) if texts["expiry"] is not None
                else pl.Series([None] * frame.height, dtype=pl.Date),
            }
        )
        blank = pl.col("code").is_null() & pl.col("text").is_null()
        total = pl.col("code").str.to_lowercase().str.contains("total").fill_null(False)
        return table.filter(~blank & ~total).to_dicts()

    def _find_count_columns(self, raw):
        """The row of the headings, and the column of the frame for each role (None: none).

        :raise UserError: when there is none
        """
        for number, *cells in raw.frame.head(HEADING_ROWS).iter_rows():
            places = {cell: f"c{index}" for index, cell in enumerate(cells) if cell}
            roles = suggest_columns(list(places))
            normal = {normalise(cell): place for cell, place in places.items()}
            code = places.get(roles.get("product_code") or roles.get("product_name"))
            quantity = next(
                (place for name, place in normal.items() if STOCK.fullmatch(name)),
                places.get(roles.get("quantity")),
            )
            if code and quantity:
                return number, {
                    "code": code,
                    "quantity": quantity,
                    "lot": places.get(roles.get("lot")),
                    "unit": places.get(roles.get("unit")),
                    "expiry": next(
                        (place for name, place in normal.items() if EXPIRY.search(name)), None
                    ),
                }
        raise UserError(self.env._(
            "No row names the columns: the file needs headings such as Product Code and Quantity, "
            "and may have Lot, Expiry and Unit."
        ))

    def _find_products(self, codes) -> dict:
        """Products by code in capitals: the distributor's own code, the company's, the barcode."""
        products = self.env["product.product"].sudo()
        company = Domain("company_id", "in", [*self.company_id.parent_ids.ids, False])
        upper = {code.upper() for code in codes}
        spellings = list(codes | upper)
        found = {
            product.barcode.upper(): product
            for product in products.search(company & Domain("barcode", "in", spellings))
        }
        for product in products.search(company & Domain("default_code", "in", spellings)):
            found[product.default_code.upper()] = product
        aliases = self.env["dms.product.alias"].sudo().search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("distributor_id", "=", self.distributor_id.id)
        )
        found.update({alias.code.upper(): alias.product_id for alias in aliases})
        return {code: product for code, product in found.items() if code in upper}

    def _prepare_file_line(self, row, products):
        """Values of a line, or why there can be none, in words."""
        code = row.get("code") or ""
        product = row.get("product") or products.get(code.upper())
        if not product:
            return (
                self.env._("no product has the code “%s”.", code) if code
                else self.env._("no product is named.")
            )
        name = product.display_name
        if not product.is_storable:
            return self.env._("%s is not kept in stock.", name)
        if row["quantity"] is None:
            return self.env._(
                "%(product)s: the quantity “%(text)s” is not a number.",
                product=name, text=row.get("text") or "",
            )
        if row["quantity"] < 0:
            return self.env._(
                "%(product)s: the quantity %(text)s is less than nothing.",
                product=name, text=row.get("text") or row["quantity"],
            )
        unit = self._find_unit(product, row.get("unit"))
        if not unit:
            return self.env._("%(product)s is not counted in “%(unit)s”.",
                              product=name, unit=row["unit"])
        lot = row.get("lot_record") or self._find_lot(product, row.get("lot"))
        return {
            "count_id": self.id,
            "product_id": product.id,
            "product_uom_id": unit.id,
            "quantity": row["quantity"],
            "lot_id": lot.id,
            "lot_name": False if lot else row.get("lot"),
            "expiration_date": False if lot else row.get("expiry"),
        }

    def _find_lot(self, product, name):
        """The lot of a product that is known by a name; empty when there is none."""
        lots = self.env["stock.lot"].sudo()
        return lots.search(
            [
                ("product_id", "=", product.id), ("name", "=", name.strip()),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            limit=1,
        ) if name else lots

    def _find_unit(self, product, word):
        """The unit of a product that a word names: its name, a piece, a case; no word: its own."""
        if not word:
            return product.uom_id
        units = product.uom_id | product.uom_ids
        text = word.strip().upper().rstrip(".")
        named = units.filtered(lambda unit: unit.name.upper() == text)[:1]
        meaning = self.env["dms.upload.staging"]._explain_common_word(text)
        if named or not meaning:
            return named
        return product.uom_id if meaning[0] == "piece" else product.uom_ids[:1]
