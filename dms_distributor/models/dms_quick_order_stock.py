from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class DmsQuickOrder(models.AbstractModel):
    """What the quick order says of a product beside its price."""

    _inherit = "dms.quick.order"

    @api.model
    def _get_stock(self, products, cases, company, warehouse):
        """Whether each product is there: ``in``, ``low`` or ``out``.

        :return: dict of product → (status, day on which more comes, free quantity); the quantity
            only where the company shows it
        """
        location = warehouse.view_location_id
        inside = Domain("location_id", "child_of", location.id)
        free = {
            product: quantity - reserved
            for product, quantity, reserved in self.env["stock.quant"]._read_group(
                Domain("product_id", "in", products.ids) & inside
                & Domain("location_id.usage", "=", "internal"),
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        }
        coming = dict(
            self.env["stock.move"]._read_group(
                Domain("product_id", "in", products.ids)
                & Domain("location_dest_id", "child_of", location.id)
                & ~inside
                & Domain("state", "not in", ("draft", "done", "cancel")),
                ["product_id"],
                ["date:min"],
            )
        )
        stock = {}
        for product in products:
            if not product.is_storable:
                stock[product] = ("in", None, None)
                continue
            quantity = max(free.get(product, 0.0), 0.0)
            size = cases[product].factor / product.uom_id.factor if product in cases else 1.0
            low = quantity < company.dms_low_stock_cases * size
            status = "out" if quantity <= 0 else "low" if low else "in"
            day = coming.get(product)
            stock[product] = (
                status,
                fields.Date.to_string(day.date()) if day and status != "in" else None,
                quantity if company.dms_show_stock else None,
            )
        return stock

    @api.model
    def _get_last_orders(self, distributor, products):
        """How much of each product was ordered last, and when.

        :return: dict of product id → (quantity in the product's unit, the company's day as text)
        """
        lines = self.env["sale.order.line"]
        lines.flush_model(["product_id", "product_uom_id", "product_uom_qty", "order_id"])
        self.env["sale.order"].flush_model(["dms_distributor_id", "state", "date_order"])
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (line.product_id)
                   line.product_id,
                   SUM(line.product_uom_qty * unit.factor / own.factor),
                   (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
              FROM sale_order sale
              JOIN sale_order_line line ON line.order_id = sale.id
              JOIN uom_uom unit ON unit.id = line.product_uom_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own ON own.id = template.uom_id
             WHERE sale.dms_distributor_id = %s AND sale.state = 'sale' AND sale.company_id = %s
               AND line.product_id = ANY(%s) AND line.product_uom_qty > 0 AND %s
          GROUP BY line.product_id, sale.id
          ORDER BY line.product_id, sale.date_order DESC, sale.id DESC
            """,
            self.env.company._get_dms_timezone(), distributor.id, self.env.company.id,
            list(products.ids), self._get_ordered_condition(),
        ))
        return {
            product_id: (float(quantity), fields.Date.to_string(day))
            for product_id, quantity, day in rows
        }

    @api.model
    def _get_ordered_condition(self) -> SQL:
        """Condition of the order lines (``line``) that the distributor has asked for: a hook."""
        return SQL("TRUE")
