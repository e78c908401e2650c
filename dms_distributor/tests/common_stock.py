from datetime import date, datetime

from odoo.fields import Command

from .common_network import NetworkCommon


class StockCommon(NetworkCommon):
    """Sunrise and Seaside with stocks of their own, two products, one of them kept by lots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap, cls.milk = cls.env["product.product"].create([
            {
                "name": "Test soap", "default_code": "T-SOAP", "is_storable": True,
                "standard_price": 2.0, "list_price": 3.0,
            },
            {
                "name": "Test milk", "default_code": "T-MILK", "is_storable": True,
                "tracking": "lot", "use_expiration_date": True, "standard_price": 1.0,
                "list_price": 1.5,
            },
        ])
        cls.ledger = cls.sunrise.dms_stock_ledger_ids
        cls.seaside_ledger = cls.seaside.dms_stock_ledger_ids
        (cls.ledger | cls.seaside_ledger).start_date = date(2026, 1, 1)
        cls.location = cls.ledger.location_id
        cls.env.company.write({
            "dms_stock_tolerance": 1, "dms_count_limit": 100, "dms_floor_tolerance": 0,
            "dms_transfer_value": 20, "dms_transfer_reach": 300,
        })
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )

    @classmethod
    def _create_lot(cls, name, expires, product=None):
        return cls.env["stock.lot"].create({
            "name": name, "product_id": (product or cls.milk).id,
            "company_id": cls.env.company.id, "expiration_date": datetime.combine(
                expires, datetime.min.time()),
        })

    @classmethod
    def _deliver(cls, product, quantity, lot=None, location=None, day=None):
        """Bring goods into a distributor's stock, as a delivery does."""
        source = cls.warehouse.lot_stock_id
        target = location or cls.location
        values = {
            "product_id": product.id, "location_id": source.id, "location_dest_id": target.id,
            "company_id": cls.env.company.id,
        }
        move = cls.env["stock.move"].create({
            **values, "product_uom": product.uom_id.id, "product_uom_qty": quantity,
            "picked": True, "origin": "Test delivery",
            "move_line_ids": [Command.create({
                **values, "product_uom_id": product.uom_id.id, "quantity": quantity,
                "lot_id": lot and lot.id, "picked": True,
            })],
        })
        move._action_done()
        if day:
            move.date = move.move_line_ids.date = day
        return move

    def _sell(self, product, quantity, day=date(2026, 1, 15), distributor=None, **values):
        return self._create_sale(
            distributor or self.sunrise, self.corner, product_id=product.id, date=day,
            quantity=quantity, **values,
        )

    def _post(self, ledger=None):
        """Post all that waits."""
        ledger = ledger or self.ledger
        while ledger._post_pending():
            pass

    def _get_stock(self, product, location=None):
        """Quantities at a distributor by lot (None: of no lot), without zeros."""
        rows = self.env["stock.quant"]._read_group(
            [("location_id", "=", (location or self.location).id),
             ("product_id", "=", product.id)],
            ["lot_id"], ["quantity:sum"],
        )
        return {lot.name or None: quantity for lot, quantity in rows if quantity}

    def _get_moves(self, product):
        return self.env["stock.move"].search(
            [("product_id", "=", product.id), ("dms_consumption_id", "!=", False)], order="id"
        )

    def _count(self, lines, ledger=None, **values):
        """A draft count of pairs of product, or lot, and quantity."""
        return self.env["dms.stock.count"].create({
            "distributor_id": (ledger or self.ledger).distributor_id.id,
            "date": date(2026, 1, 31),
            "line_ids": [
                Command.create({
                    "product_id": what.id if what._name == "product.product"
                    else what.product_id.id,
                    "lot_id": what.id if what._name == "stock.lot" else False,
                    "quantity": quantity,
                })
                for what, quantity in lines
            ],
            **values,
        })
