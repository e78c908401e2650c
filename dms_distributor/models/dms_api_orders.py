from decimal import Decimal, InvalidOperation

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ORDER_FIELDS = ("source_key", "delivery_date", "note", "confirm", "lines")
LINE_FIELDS = ("product", "quantity", "unit")
LARGEST = 10**9


class DmsApi(models.AbstractModel):
    """Orders of a distributor to the company."""

    _inherit = "dms.api"

    @api.model
    def place_orders(self, batch_key: str, distributor: str, rows: list[dict]) -> dict:
        """Place orders of a distributor; each row is an order and is answered.

        Prices, taxes and terms are the distributor's. An order that a check of credit or of a
        minimum holds back is placed all the same, and its answer says so.

        :param batch_key: names the batch for good; the same key again gives the same answer
        :param distributor: code of the distributor that orders
        :param rows: ``source_key`` (the distributor's own number of the order), ``lines`` of
            ``product``, ``quantity`` and ``unit`` (left out: the product's); ``delivery_date``,
            ``note``; ``confirm``: false leaves it a draft
        """
        partner = self._get_distributor(distributor, write=True)
        self._check_rows(rows, ORDER_FIELDS)

        def run(batch):
            codes = [
                str(line.get("product") or "")
                for row in rows if isinstance(row.get("lines"), list)
                for line in row["lines"] if isinstance(line, dict)
            ]
            staging = self.env["dms.upload.staging"].sudo()
            products = staging._find_products(batch.company_id, partner, codes)
            batch._finish(
                self._run_each(rows, lambda row: self._place_order(batch, row, products))
            )

        return self._run_batch("place_orders", partner, batch_key, rows, run)

    @api.model
    @api.readonly
    def get_orders(
        self, distributor: str, changed_since: str | None = None, after: int = 0, limit: int = 100
    ) -> dict:
        """Orders of a distributor: what was ordered, delivered and invoiced.

        :param distributor: its code
        :param changed_since: as for ``get_outlets``
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``rows`` and ``next``
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        domain = Domain("partner_id", "child_of", partner.id)
        domain &= Domain("company_id", "=", company.id)
        if changed_since:
            domain &= Domain("write_date", ">=", self._read_moment("changed_since", changed_since))
        orders = self.env["sale.order"].sudo().with_company(company)
        page, following = self._get_page(orders, domain, after, limit)
        return {"rows": [self._prepare_order(order) for order in page], "next": following}

    @api.model
    def _place_order(self, batch, row: dict, products: dict) -> dict:
        """Place one order, unless the distributor has placed one with the same key.

        :return: the answer of the row
        """
        key = row.get("source_key")
        if not isinstance(key, str) or not key.strip():
            self._reject(
                "source_key_missing", "source_key", key,
                self.env._("The order needs a source_key: the distributor's own number of it."),
            )
        if not isinstance(row.get("confirm", True), bool):
            self._reject(
                "confirm_unreadable", "confirm", row["confirm"],
                self.env._("confirm: “%s” is neither true nor false.", row["confirm"]),
            )
        partner = batch.distributor_id
        orders = self.env["sale.order"].sudo().with_company(batch.company_id)
        order = orders.search(
            [("partner_id", "=", partner.id), ("dms_source_key", "=", key.strip())], limit=1
        )
        if order:
            return {"status": "known", **self._prepare_order_answer(order)}
        order = orders.create(self._prepare_order_values(batch, row, products))
        answer = {"status": "accepted"}
        if row.get("confirm", True):
            try:
                with self.env.cr.savepoint():
                    order.action_confirm()
            except UserError as error:
                self.env.invalidate_all(flush=False)
                answer["held"] = str(error.args[0])
            else:
                if order.dms_hold_state == "held":
                    answer["held"] = order.dms_hold_reason
        return {**answer, **self._prepare_order_answer(order)}

    @api.model
    def _prepare_order_values(self, batch, row: dict, products: dict) -> dict:
        """Values of an order of the API.

        :return: a dict for ``create``
        :raise UserError: when a line cannot be understood, naming it
        """
        lines = row.get("lines")
        if not isinstance(lines, list) or not lines:
            self._reject(
                "lines_missing", "lines", lines,
                self.env._("The order has no lines: a list of product and quantity is expected."),
            )
        partner = batch.distributor_id
        values = {
            "partner_id": partner.id,
            "company_id": batch.company_id.id,
            "user_id": partner.user_id.id,
            "client_order_ref": row["source_key"].strip(),
            "dms_source_key": row["source_key"].strip(),
            "origin": self.env._("API"),
            "dms_source": "api",
            "order_line": [
                Command.create(self._prepare_order_line_values(number, line, products))
                for number, line in enumerate(lines, 1)
            ],
        }
        if delivery := self._read_day("delivery_date", row.get("delivery_date")):
            values["commitment_date"] = delivery
        if row.get("note"):
            values["note"] = str(row["note"])
        return values

    @api.model
    def _prepare_order_line_values(self, number: int, line, products: dict) -> dict:
        """Values of the line ``number`` of an order.

        :return: a dict for ``create``
        :raise UserError: when it cannot be understood, naming the field
        """
        if not isinstance(line, dict) or line.keys() - set(LINE_FIELDS):
            self._reject(
                "line_unreadable", f"lines.{number}", line,
                self.env._("Line %(number)s: an object of %(names)s is expected.",
                           number=number, names=", ".join(LINE_FIELDS)),
            )
        path = f"lines.{number}"
        product = self._read_product(f"{path}.product", line.get("product"), products)
        unit = self._get_order_unit(f"{path}.unit", product, line.get("unit"))
        quantity = self._read_quantity(f"{path}.quantity", line.get("quantity"))
        return {
            "product_id": product.id, "product_uom_qty": quantity, "product_uom_id": unit.id
        }

    @api.model
    def _read_product(self, name: str, value, products: dict):
        """The product that ``value`` stands for; a row is rejected where there is none.

        :param products: of ``_find_products``
        """
        product_id, problem = products.get(str(value or "")) or (None, "product_missing")
        if not product_id:
            reasons = self.env["dms.upload.row"]._fields["reason"]
            self._reject(
                problem, name, value,
                self.env._("%(name)s, “%(code)s”: %(reason)s", name=name, code=value or "",
                           reason=dict(reasons._description_selection(self.env))[problem]),
            )
        return self.env["product.product"].sudo().browse(product_id)

    @api.model
    def _read_quantity(self, name: str, value, *, least=None) -> float:
        """``value`` as a quantity above 0, or of ``least`` at least; a row is rejected where it is
        none.
        """
        try:
            quantity = Decimal(str(value))
        except InvalidOperation:
            quantity = Decimal("NaN")
        is_number = quantity.is_finite() and not isinstance(value, bool)
        is_enough = is_number and (quantity > 0 if least is None else quantity >= least)
        if not is_enough or quantity >= LARGEST:
            self._reject(
                "quantity_not_a_number", name, value,
                self.env._("%(name)s: “%(value)s” is no quantity above 0.", name=name, value=value)
                if least is None
                else self.env._("%(name)s: “%(value)s” is no quantity of 0 or more.", name=name,
                                value=value),
            )
        return float(quantity)

    @api.model
    def _get_order_unit(self, name: str, product, word):
        """The unit of the product that ``word`` names; a row is rejected where it names none."""
        units = product.uom_id | product.uom_ids
        if not word:
            return product.uom_id
        text = str(word).strip().upper()
        found = units.filtered(lambda unit: unit.name.upper() == text)
        meaning = self.env["dms.upload.staging"]._explain_common_word(text)
        if not found and meaning:
            packagings = product.uom_ids - product.uom_id
            found = product.uom_id if meaning[0] == "piece" else packagings
        if len(found) != 1:
            self._reject(
                "unit_unknown", name, word,
                self.env._("%(name)s: %(product)s does not come by “%(unit)s”, but by %(units)s.",
                           name=name, product=product.display_name, unit=word,
                           units=", ".join(units.mapped("name"))),
            )
        return found

    @api.model
    def _prepare_order_answer(self, order) -> dict:
        """What the caller is told of an order it has placed.

        :return: a dict of the answer
        """
        return {
            "id": order.id,
            "name": order.name,
            "state": order.state,
            "amount_untaxed": order.amount_untaxed,
            "amount_total": order.amount_total,
            "currency": order.currency_id.name,
        }

    @api.model
    def _prepare_order(self, order) -> dict:
        """An order as callers are told of it, with its lines."""
        return {
            **self._prepare_order_answer(order),
            "source_key": order.dms_source_key or None,
            "reference": order.client_order_ref or None,
            "date": order.date_order.isoformat(),
            "delivery_date": order.commitment_date.isoformat() if order.commitment_date else None,
            "invoice_status": order.invoice_status,
            "lines": [
                {
                    "product": line.product_id.default_code or None,
                    "name": line.product_id.display_name,
                    "unit": line.product_uom_id.name,
                    "quantity": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                    "invoiced": line.qty_invoiced,
                    "unit_price": line.price_unit,
                    "discount_percent": line.discount,
                    "subtotal": line.price_subtotal,
                }
                for line in order.order_line if not line.display_type
            ],
        }
