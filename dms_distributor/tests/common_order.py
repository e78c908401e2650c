from odoo import fields
from odoo.fields import Command

from .common_network import NetworkCommon


class OrderCommon(NetworkCommon):
    """A distributor with a price list, and goods by the case and by the piece."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.case = cls.env["uom.uom"].create(
            {"name": "Test Case of 12", "relative_factor": 12, "relative_uom_id": cls.unit.id}
        )
        cls.category = cls.env["product.category"].create({"name": "Test Goods"})
        cls.tea, cls.soap, cls.oil = cls.products = cls.env["product.product"].create([
            {
                "name": name, "default_code": code, "list_price": price, "is_storable": True,
                "categ_id": cls.category.id, "uom_ids": [Command.set(cls.case.ids)],
                "taxes_id": [Command.clear()], "invoice_policy": "delivery",
            }
            for name, code, price in (
                ("Test Tea", "T-TEA", 10.0), ("Test Soap", "T-SOAP", 2.5), ("Test Oil", "T-OIL", 7),
            )
        ])
        cls.oil.uom_ids = False
        cls.pricelist = cls.env["product.pricelist"].create({
            "name": "Test Distributors",
            "item_ids": [
                Command.create({
                    "applied_on": "2_product_category", "categ_id": cls.category.id,
                    "compute_price": "percentage", "percent_price": 10, "base": "list_price",
                }),
                Command.create({
                    "applied_on": "0_product_variant", "product_id": cls.tea.id,
                    "compute_price": "fixed", "fixed_price": 8,
                }),
                Command.create({
                    "applied_on": "0_product_variant", "product_id": cls.tea.id,
                    "compute_price": "fixed", "fixed_price": 7, "min_quantity": 120,
                }),
            ],
        })
        cls.sunrise.specific_property_product_pricelist = cls.pricelist
        cls.company = cls.env.company
        cls.company.write({
            "dms_minimum_order_amount": 0, "dms_order_approval_amount": 0,
            "dms_price_honour_days": 7, "dms_back_order_policy": "ship",
        })
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.quick_order = cls.env["dms.quick.order"]

    @classmethod
    def _stock(cls, product, quantity, lot=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, quantity, lot_id=lot
        )

    def _order(self, quantities, distributor=None, accepted=()):
        """An order handed in by the quick order: product → (cases, pieces)."""
        distributor = distributor or self.sunrise
        self.quick_order._save(
            distributor, {str(product.id): pair for product, pair in quantities.items()}
        )
        answer = self.quick_order._submit(distributor, accepted=accepted)
        self.assertFalse(answer["problems"])
        return self.env["sale.order"].browse(answer["order"]["id"])

    def _deliver(self, order):
        """Deliver what is there of an order; the transfer that was done."""
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.action_assign()
        for move in picking.move_ids:
            move.picked = bool(move.quantity)
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _read_data(self, distributor=None):
        """Products of the quick order by code, as dicts."""
        data = self.quick_order._get_data(distributor or self.sunrise)
        rows = [dict(zip(data["columns"], row, strict=True)) for row in data["products"]]
        return data, {row["code"]: row for row in rows}
