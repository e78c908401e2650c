from typing import Any, NamedTuple

from odoo import api, models
from odoo.fields import Domain

from .dms_upload_staging import CASE_WORDS, PIECE_WORDS


class Answer(NamedTuple):
    """What a row of an order file means; ``reason`` says why it cannot be taken."""

    row: Any
    product: Any
    uom: Any
    is_case: bool
    quantity: float
    reason: str


class DmsOrderUploadMatcher(models.AbstractModel):
    """Finds the products and units that the rows of an order file mean."""

    _name = "dms.order.upload.matcher"
    _description = "Matcher of Order Files"

    @api.model
    def _match(self, distributor, cart, rows) -> list[Answer]:
        """What each row means, with a handful of queries for all of them.

        :param distributor: ``res.partner`` whose words for products count first
        :param cart: order whose price list says what can be ordered
        :param rows: ``OrderRow`` objects
        """
        products = self.env["product.product"].search(
            self.env["dms.quick.order"]._get_products_domain(distributor, cart.pricelist_id)
        )
        codes = self._get_codes(distributor, products)
        cases = products._get_dms_cases()
        units = {unit.name.upper(): unit for unit in self.env["uom.uom"].search([])}
        return [self._match_row(row, codes, cases, units) for row in rows]

    @api.model
    def _get_codes(self, distributor, products) -> dict:
        """What names a product, in capitals: dict of text → (product, unit that it stands for).

        The distributor's own words count before our codes, these before barcodes and names; a name
        of several products names none.
        """
        codes, twice = {}, set()
        for product in products:
            name = (product.name or "").upper()
            if name in codes:
                twice.add(name)
            codes[name] = (product, None)
        for name in twice:
            del codes[name]
        packagings = self.env["product.uom"].search([("product_id", "in", products.ids)])
        codes.update({
            packaging.barcode.upper(): (packaging.product_id, packaging.uom_id)
            for packaging in packagings if packaging.barcode
        })
        for field in ("barcode", "default_code"):
            codes.update({
                product[field].upper(): (product, None) for product in products if product[field]
            })
        aliases = self.env["dms.product.alias"].search(
            Domain("distributor_id", "=", distributor.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("product_id", "in", products.ids)
        )
        codes.update({alias.code.upper(): (alias.product_id, None) for alias in aliases})
        return codes

    @api.model
    def _match_row(self, row, codes, cases, units) -> Answer:
        """What one row means."""
        nothing = self.env["product.product"], self.env["uom.uom"], False
        found = next((codes[code.upper()] for code in row.codes if code.upper() in codes), None)
        if not found:
            return Answer(row, *nothing, 0.0, self.env._(
                "“%s” is no product of your price list: check the code.", row.codes[0]
            ))
        product, packaging = found
        if row.quantity is None:
            reason = (
                self.env._("“%s” is not a quantity: give a number.", row.text)
                if row.text else self.env._("There is no quantity.")
            )
            return Answer(row, product, nothing[1], False, 0.0, reason)
        uom = self._find_uom(row, product, packaging, cases, units)
        if not uom:
            sold_by = cases.get(product, product.uom_id) | product.uom_id
            return Answer(row, product, nothing[1], False, 0.0, self.env._(
                "%(product)s is not sold by “%(unit)s”: order it by %(units)s.",
                product=product.display_name,
                unit=row.unit or self.env._("case"),
                units=", ".join(sold_by.mapped("name")),
            ))
        return self._check_quantity(row, product, uom, cases.get(product))

    @api.model
    def _find_uom(self, row, product, packaging, cases, units):
        """The unit in which a row orders a product; empty when it is none of the product's."""
        case, word = cases.get(product, self.env["uom.uom"]), row.unit.upper().rstrip(".")
        if row.kind == "case" or word in CASE_WORDS:
            return case
        if row.kind == "piece" or word in PIECE_WORDS:
            return product.uom_id
        if word:
            return units.get(word, self.env["uom.uom"]) & (product.uom_id | case)
        return (packaging & case if packaging else packaging) or product.uom_id

    @api.model
    def _check_quantity(self, row, product, uom, case) -> Answer:
        """The answer of a row whose product and unit are known."""
        quantity, reason = float(row.quantity), ""
        step = 1.0 if uom == case else uom.rounding
        if quantity < 0:
            reason = self.env._(
                "The quantity %s is below zero: ask for a return instead.", row.text
            )
        elif uom.compare(quantity, round(quantity / step) * step):
            reason = self.env._(
                "%(quantity)s is not a multiple of %(step)s %(unit)s.",
                quantity=row.text, step=f"{step:g}", unit=uom.name,
            )
        elif quantity > 10**7:
            reason = self.env._("The quantity %s is too large to be true.", row.text)
        return Answer(row, product, uom, uom == case, quantity, reason)
