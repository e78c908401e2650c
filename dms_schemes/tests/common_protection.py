from datetime import date, datetime

from odoo.addons.dms_distributor.tests.common_stock import StockCommon
from odoo.fields import Command

FELL = date(2026, 1, 15)


class ProtectionCommon(StockCommon):
    """Two distributors with stock, and schemes that pay for it when a price falls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Kolkata"
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.road = cls.env["stock.location"].create({"name": "Road", "usage": "transit"})
        cls.Entitlement = cls.env["dms.scheme.entitlement"]
        cls.Protection = cls.env["dms.scheme.protection"]

    @classmethod
    def _protect(cls, prices=None, start=True, **values):
        """A scheme on the soap, from 3 to 2.5, for Sunrise and Seaside.

        :param prices: product, old and new price, and the unit if it is not the product's
        """
        scheme = cls.env["dms.scheme"].create({
            "name": "Protection",
            "company_id": cls.company.id,
            "beneficiary": "distributor",
            "mechanism": "price_protection",
            "payout": "off_invoice",
            "date_start": FELL,
            "partner_ids": [Command.set((cls.sunrise | cls.seaside).ids)],
            "price_ids": [
                Command.create({
                    "product_id": product.id, "old_price": old, "new_price": new,
                    "uom_id": (unit[0] if unit else product.uom_id).id,
                })
                for product, old, new, *unit in prices or [(cls.soap, 3, 2.5)]
            ],
            **values,
        })
        if start:
            scheme.action_start()
        return scheme

    def _refresh(self, scheme):
        self.Entitlement.with_company(scheme.company_id)._refresh(scheme.company_id, scheme)

    def _find(self, scheme, partner=None):
        return self.Entitlement.search([
            ("scheme_id", "=", scheme.id), ("partner_id", "=", (partner or self.sunrise).id)
        ])

    def _stock_up(self, quantity=100, product=None, day=5, location=None):
        self._deliver(
            product or self.soap, quantity, location=location, day=datetime(2026, 1, day, 9)
        )

    def _move(self, start, goal, quantity, day, final=None, returned=None):
        """Goods on the road: from one place to another, bound for a third."""
        values = {
            "product_id": self.soap.id, "company_id": self.company.id,
            "location_id": start.id, "location_dest_id": goal.id,
        }
        move = self.env["stock.move"].create({
            **values, "product_uom": self.unit.id, "product_uom_qty": quantity, "picked": True,
            "location_final_id": final and final.id,
            "origin_returned_move_id": returned and returned.id,
            "move_line_ids": [Command.create({
                **values, "product_uom_id": self.unit.id, "quantity": quantity, "picked": True,
            })],
        })
        move._action_done()
        move.date = move.move_line_ids.date = datetime(2026, 1, day, 9)
        return move
