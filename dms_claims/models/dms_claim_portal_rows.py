from odoo import models


class DmsClaim(models.Model):
    """Reads the lines of a claim from what was typed into its form."""

    _inherit = "dms.claim"

    def _prepare_portal_rows(self, rows):
        """Values of the lines that rows of texts stand for.

        A row names what its basis asks for: ``entitlement_id`` and ``amount``; ``product``,
        ``lot``, ``unit``, ``quantity``, ``price`` and ``amount``; ``move_line_id``, ``quantity``,
        ``price`` and ``amount``; or ``name`` and ``amount``. Empty rows are left out.

        :param rows: dicts of texts, and of numbers for ids
        :return: pair of dicts for ``dms.claim.line``, and sentences of what is wrong
        """
        self.ensure_one()
        reader = getattr(self, f"_read_portal_{self._get_portal_layout()}_row")
        choices = self._get_portal_choices()
        values, problems = [], []
        for row in rows:
            if not any(value for key, value in row.items() if key != "unit"):
                continue
            wrong = []
            line = reader(row, choices, wrong)
            if not line:
                continue
            number = len(values) + 1
            values.append({**self._get_blank_portal_line(), "sequence": number, **line})
            problems += [
                self.env._("Line %(number)s: %(problem)s", number=number, problem=text)
                for text in wrong
            ]
        return values, problems

    def _get_portal_layout(self) -> str:
        """Which columns the lines of the form have: entitlement, goods, price or amount."""
        self.ensure_one()
        return {"stock": "goods"}.get(self.line_basis, self.line_basis)

    def _get_portal_choices(self) -> dict:
        """What the texts of rows may mean, by what the lines are about."""
        layout = self._get_portal_layout()
        if layout == "entitlement":
            return {"entitlements": self._get_portal_entitlements()}
        if layout == "price":
            return {"invoice_lines": self._get_portal_invoice_lines()}
        if layout != "goods":
            return {}
        names = {}
        for product in self._get_portal_products():
            for name in (product.name, product.default_code, product.display_name):
                names[(name or "").casefold()] = product
        return {"products": names}

    @staticmethod
    def _get_blank_portal_line() -> dict:
        """What a line holds of which its row says nothing."""
        return {
            "entitlement_id": False, "product_id": False, "product_uom_id": False,
            "lot_id": False, "move_line_id": False, "quantity": 0, "price_unit": 0,
            "claimed_amount": 0, "is_whole": False,
        }

    def _read_portal_number(self, text, what, wrong) -> float:
        """The number that was typed; 0 when there is none, or none that can be meant."""
        if not text:
            return 0.0
        number = self.env["dms.stock.count"]._parse_quantity(text)
        if number is None or number < 0:
            wrong.append(self.env._("“%(text)s” is not %(what)s.", text=text[:40], what=what))
            return 0.0
        return number

    def _read_portal_figures(self, row, wrong, counts=True) -> dict:
        """Quantity, price and amount; an amount that was not typed is price × quantity.

        :param counts: whether the quantity must be told even where the amount is
        """
        quantity = self._read_portal_number(row["quantity"], self.env._("a quantity"), wrong)
        price = self._read_portal_number(row["price"], self.env._("a price"), wrong)
        amount = self._read_portal_number(row["amount"], self.env._("an amount"), wrong)
        if not quantity and (counts or not row["amount"]):
            wrong.append(self.env._("enter the quantity."))
        if not row["amount"]:
            amount = quantity * price
        if not amount:
            wrong.append(self.env._("enter the amount that you claim."))
        return {
            "quantity": quantity, "price_unit": price,
            "claimed_amount": self.currency_id.round(amount),
        }

    def _read_portal_goods_row(self, row, choices, wrong):
        product = choices["products"].get(row["product"].casefold())
        if not product:
            wrong.append(
                self.env._("“%s” is none of your products: choose one.", row["product"])
                if row["product"] else self.env._("name the product.")
            )
            name = row["product"] or self.type_id.name
            return {"name": name, **self._read_portal_figures(row, wrong)}
        return {
            "name": product.display_name,
            "product_id": product.id,
            "product_uom_id": self._read_portal_unit(row, product, wrong).id,
            "lot_id": self._read_portal_lot(row, product, wrong).id,
            **self._read_portal_figures(row, wrong),
        }

    def _read_portal_unit(self, row, product, wrong):
        """The unit that was chosen, where the product can be counted in it; else its own."""
        unit = self.env["uom.uom"].sudo().browse(row["unit"]).exists()
        if unit and not unit._has_common_reference(product.uom_id):
            wrong.append(self.env._(
                "%(product)s is not counted in %(unit)s.", product=product.name, unit=unit.name
            ))
            unit = unit.browse()
        return unit or product.uom_id

    def _read_portal_lot(self, row, product, wrong):
        lots = self.env["stock.lot"].sudo()
        if not row["lot"]:
            return lots
        lot = lots.search(
            [
                ("name", "=", row["lot"]), ("product_id", "=", product.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        if not lot:
            wrong.append(self.env._(
                "%(product)s has no lot “%(lot)s”: check the number on the pack.",
                product=product.name, lot=row["lot"][:64],
            ))
        return lot

    def _read_portal_price_row(self, row, choices, wrong):
        line = choices["invoice_lines"].filtered(lambda line: line.id == row["move_line_id"])
        if not line:
            wrong.append(self.env._("choose the invoice line."))
            return {"name": self.type_id.name, **self._read_portal_figures(row, wrong)}
        return {
            "name": line.product_id.display_name or line.name or self.type_id.name,
            "move_line_id": line.id, "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            **self._read_portal_figures(row, wrong, counts=False),
        }

    def _read_portal_entitlement_row(self, row, choices, wrong):
        """A chosen entitlement, or an amount in words under a scheme that keeps no such rows."""
        if not row["entitlement_id"]:
            return self._read_portal_amount_row(row, choices, wrong)
        entitlement = choices["entitlements"].filtered(
            lambda entitlement: entitlement.id == row["entitlement_id"]
        )
        if not entitlement or entitlement.scheme_id != self.scheme_id:
            return None
        amount = self._read_portal_number(row["amount"], self.env._("an amount"), wrong)
        if not row["amount"]:
            amount = self._get_portal_due(entitlement)
        if not amount:
            wrong.append(self.env._("enter the amount that you claim."))
        return {
            "name": entitlement.display_name, "entitlement_id": entitlement.id,
            "claimed_amount": self.currency_id.round(amount),
        }

    def _get_portal_due(self, entitlement) -> float:
        """What is due in the claim's money; 0 where goods or points are, or another money."""
        is_money = entitlement.benefit_kind not in ("goods", "points")
        is_same = entitlement.currency_id == self.currency_id
        return self.currency_id.round(entitlement.due) if is_money and is_same else 0.0

    def _read_portal_amount_row(self, row, choices, wrong):
        amount = self._read_portal_number(row["amount"], self.env._("an amount"), wrong)
        if not amount:
            wrong.append(self.env._("enter the amount that you claim."))
        return {
            "name": row["name"][:200] or self.type_id.name,
            "claimed_amount": self.currency_id.round(amount),
        }
