from odoo import Command, api, fields, models
from odoo.exceptions import UserError

STOCK_FIELDS = ("source_key", "product", "quantity", "unit", "lot", "expiry")


class DmsApi(models.AbstractModel):
    """What a distributor has in stock: as it counted, and as the books say."""

    _inherit = "dms.api"

    @api.model
    def report_stock(
        self, batch_key: str, distributor: str, rows: list[dict], date: str | None = None,
        is_complete: bool = False,
    ) -> dict:
        """Report what a distributor had in stock at the end of a day.

        It becomes a count, which is posted at once where it differs little from the books, and
        waits for approval where it differs much. The first one opens the distributor's stock.

        :param batch_key: names the batch for good; the same key again gives the same answer
        :param distributor: its code
        :param rows: ``product``, ``quantity``, ``unit`` (left out: the product's), ``lot`` and
            ``expiry`` of a new lot
        :param date: the day; None: today
        :param is_complete: products that are in the books and not in ``rows`` are gone
        """
        partner = self._get_distributor(distributor, write=True)
        self._check_rows(rows, STOCK_FIELDS)
        if not isinstance(is_complete, bool):
            raise UserError(
                self.env._("is_complete: “%s” is neither true nor false.", is_complete)
            )
        day = self._read_day("date", date) or fields.Date.context_today(self)

        def run(batch):
            batch._finish(self._count_stock(batch, rows, day, is_complete))

        return self._run_batch(
            "report_stock", partner, batch_key, [rows, date, is_complete], run
        )

    @api.model
    @api.readonly
    def get_stock(self, distributor: str) -> dict:
        """What the books say that a distributor has, product by product.

        :param distributor: its code
        :return: ``rows`` of product, unit and ``quantity``
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        stock = partner.with_company(company)._get_dms_stock_on_hand()
        quantities = {product: quantity for (_partner, product), quantity in stock.items()}
        products = self.env["product.product"].sudo().union(*quantities).sorted("default_code")
        return {
            "rows": [
                {
                    "id": product.id,
                    "code": product.default_code or None,
                    "name": product.display_name,
                    "unit": product.uom_id.name,
                    "quantity": quantities[product],
                }
                for product in products
            ]
        }

    @api.model
    def _count_stock(self, batch, rows: list[dict], day, is_complete: bool) -> list[dict]:
        """Hand in a count of the rows that can be understood.

        :return: the answers, in the order of the rows
        """
        partner, company = batch.distributor_id, batch.company_id
        codes = [str(row.get("product") or "") for row in rows]
        products = self.env["dms.upload.staging"].sudo()._find_products(company, partner, codes)
        seen, lines = set(), []

        def read(row):
            values = self._prepare_count_line_values(row, products)
            key = values["product_id"], values.get("lot_id"), values.get("lot_name")
            if key in seen:
                self._reject(
                    "repeated", "product", row.get("product"),
                    self.env._("The product and lot stand in an earlier row: add them up."),
                )
            seen.add(key)
            lines.append(values)
            return {"status": "accepted"}

        answers = self._run_each(rows, read)
        if lines:
            count = self._create_count(batch, lines, day, is_complete)
            for answer in answers:
                if answer["status"] == "accepted":
                    answer.update(count=count.name, count_state=count.state)
        return answers

    @api.model
    def _create_count(self, batch, lines: list[dict], day, is_complete: bool):
        """A count of ``lines``, handed in."""
        company, partner = batch.company_id, batch.distributor_id
        ledger = self.env["dms.stock.ledger"].sudo()._open(company, partner)
        count = self.env["dms.stock.count"].sudo().with_company(company).create(
            {
                "company_id": company.id,
                "distributor_id": partner.id,
                "kind": "cycle" if ledger.last_count_date else "opening",
                "date": day,
                "is_complete": is_complete,
                "source": "api",
                "user_id": partner.user_id.id,
                "line_ids": [Command.create(values) for values in lines],
            }
        )
        count.action_submit()
        return count

    @api.model
    def _prepare_count_line_values(self, row: dict, products: dict) -> dict:
        """Values of a line of a count.

        :return: a dict for ``create``
        :raise UserError: when the row cannot be understood, naming the field
        """
        product = self._read_product("product", row.get("product"), products)
        values = {
            "product_id": product.id,
            "quantity": self._read_quantity("quantity", row.get("quantity"), least=0),
            "product_uom_id": self._get_order_unit("unit", product, row.get("unit")).id,
        }
        if lot := str(row.get("lot") or "").strip():
            found = self.env["stock.lot"].sudo().search(
                [("product_id", "=", product.id), ("name", "=", lot)], limit=1
            )
            values |= {"lot_id": found.id} if found else {
                "lot_name": lot, "expiration_date": self._read_day("expiry", row.get("expiry")),
            }
        return values
