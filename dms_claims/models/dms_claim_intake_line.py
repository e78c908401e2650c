from odoo import api, models
from odoo.exceptions import UserError

from .dms_claim_intake import NAME_LENGTH

GOODS_BASES = ("goods", "stock")


class DmsClaimIntake(models.AbstractModel):
    """Reads the lines of claims that come in another program's words."""

    _inherit = "dms.claim.intake"

    @api.model
    def _prepare_line_values(self, books, claim_type, line, path) -> dict:
        """Values of a line of a claim.

        :param books: of ``_open_books``
        :param line: dict of ``product``, ``lot``, ``outlet``, ``date``, ``quantity``, ``unit``,
            ``price``, ``amount``, ``name`` and ``invoice`` (the number of it); what a line does not
            have is left out
        :param path: called with one of these names, gives what the sender calls it
        :raise UserError: when it cannot be understood, see the class
        """
        values = self._read_goods(books, claim_type, line, path)
        product = self.env["product.product"].sudo().browse(values.get("product_id"))
        values |= self._read_invoice_line(books, claim_type, product, line, path)
        values |= self._read_amounts(books, claim_type, line, path)
        if day := self.env["dms.api"]._read_day(path("date"), line.get("date")):
            values["date"] = day
        if line.get("outlet"):
            values["outlet_id"] = self._read_outlet(books, path("outlet"), line["outlet"]).id
        name = str(line.get("name") or "").strip()[:NAME_LENGTH]
        return values | {"name": name or product.display_name or claim_type.name}

    @api.model
    def _read_goods(self, books, claim_type, line, path) -> dict:
        """What goods a line is about, where it is about any."""
        calls = self.env["dms.api"]
        if not line.get("product"):
            if claim_type.line_basis in GOODS_BASES:
                calls._reject(
                    "product_missing", path("product"), None,
                    self.env._("%(name)s: claims of type %(type)s name the product.",
                               name=path("product"), type=claim_type.name),
                )
            return {}
        product = self._read_product(books, path("product"), line["product"])
        values = {
            "product_id": product.id,
            "product_uom_id": calls._get_order_unit(path("unit"), product, line.get("unit")).id,
        }
        if line.get("lot"):
            lot = books.lots.get((product, str(line["lot"])))
            if not lot:
                calls._reject(
                    "lot_unknown", path("lot"), line["lot"],
                    self.env._("%(name)s: %(product)s has no lot “%(lot)s”, check the number on "
                               "the pack.", name=path("lot"), product=product.display_name,
                               lot=line["lot"]),
                )
            values["lot_id"] = lot.id
        return values

    @api.model
    def _read_product(self, books, name, value):
        """The product that ``value`` names by its code."""
        identifier, problem = books.products.get(str(value)) or (None, "product_unknown")
        if not identifier:
            self.env["dms.api"]._reject(
                problem, name, value,
                self.env._("%(name)s: “%(value)s” is the code of no product, or of several: write "
                           "our code or the barcode, as they stand on the invoice.",
                           name=name, value=value),
            )
        products = self.env["product.product"].sudo().with_company(books.company)
        return products.browse(identifier)

    @api.model
    def _read_outlet(self, books, name, value):
        """The outlet of the claimant that ``value`` names by its code."""
        outlet = books.outlets.get(str(value))
        if not outlet:
            self.env["dms.api"]._reject(
                "outlet_unknown", name, value,
                self.env._("%(name)s: “%(value)s” is no code of an outlet that %(claimant)s "
                           "supplies.", name=name, value=value, claimant=books.claimant.name),
            )
        return outlet

    @api.model
    def _read_invoice_line(self, books, claim_type, product, line, path) -> dict:
        """The invoice line that a line is about: of the product, or the only one there is."""
        calls = self.env["dms.api"]
        number = str(line.get("invoice") or "").strip()
        if not number:
            if claim_type.line_basis == "price":
                calls._reject(
                    "invoice_missing", path("invoice"), None,
                    self.env._("%(name)s: claims of type %(type)s name the invoice.",
                               name=path("invoice"), type=claim_type.name),
                )
            return {}
        found = books.invoice_lines.get(number.upper())
        if not found:
            calls._reject(
                "invoice_unknown", path("invoice"), number,
                self.env._("%(name)s: no invoice to %(claimant)s has the number “%(number)s”.",
                           name=path("invoice"), claimant=books.claimant.name, number=number),
            )
        lines = found.filtered(lambda one: one.product_id == product) if product else found
        if not lines or (len(lines) > 1 and not product):
            calls._reject(
                "invoice_line_unknown", path("product"), line.get("product"),
                self.env._("%(name)s: name a product that stands on invoice %(number)s: "
                           "%(products)s.", name=path("product"), number=number,
                           products=", ".join(found.product_id.mapped("display_name"))),
            )
        first = lines[:1]
        return {
            "move_line_id": first.id, "product_id": first.product_id.id,
            **({} if product else {"product_uom_id": first.product_uom_id.id}),
        }

    @api.model
    def _read_number(self, name, value, least=None) -> float:
        """``value`` as a number above 0, or of ``least`` at least."""
        calls = self.env["dms.api"]
        try:
            return calls._read_quantity(name, value, least=least)
        except UserError as error:
            message = self.env._(
                "%(name)s: “%(value)s” is not possible, write a number above 0 such as 12.50.",
                name=name, value=value,
            )
            return calls._reject(error.dms_details[0], name, value, message)

    @api.model
    def _read_amounts(self, books, claim_type, line, path) -> dict:
        """Quantity, price and amount of a line; an amount left out is quantity × price."""
        calls, given = self.env["dms.api"], {}
        for name in ("quantity", "price", "amount"):
            if line.get(name) not in (None, ""):
                # Only a price of nothing can be meant.
                least = 0 if name == "price" else None
                given[name] = self._read_number(path(name), line[name], least)
        if claim_type.line_basis in GOODS_BASES and "quantity" not in given:
            calls._reject(
                "quantity_missing", path("quantity"), None,
                self.env._("%(name)s: claims of type %(type)s tell the quantity.",
                           name=path("quantity"), type=claim_type.name),
            )
        amount = given.get("amount", given.get("quantity", 0) * given.get("price", 0))
        amount = books.company.currency_id.round(amount)
        if amount <= 0:
            calls._reject(
                "amount_missing", path("amount"), line.get("amount"),
                self.env._("%(name)s: give the amount that you claim, or a quantity and a price.",
                           name=path("amount")),
            )
        return {
            "quantity": given.get("quantity", 0), "price_unit": given.get("price", 0),
            "claimed_amount": amount,
        }
