from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockLedger(StockCommon):
    def test_companies_are_kept_apart(self):
        company = self.env["res.company"].create({"name": "Second"})
        self._deliver(self.soap, 20)
        self._sell(self.soap, 5, company_id=company.id)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 20})
        other = self.env["dms.stock.ledger"]._open(company, self.sunrise)
        self.assertNotEqual(other.location_id, self.location)
        self.assertEqual(
            self.sunrise.with_company(company).property_stock_customer, other.location_id
        )
        other.start_date = date(2026, 1, 1)
        self._post(other)
        self.assertEqual(self._get_stock(self.soap, other.location_id), {None: -5})
        self.assertEqual(
            self.sunrise.with_company(company)._get_dms_stock_on_hand(self.soap),
            {(self.sunrise, self.soap): -5},
        )

    def test_sales_in_cases_are_stock_in_pieces(self):
        """Sales are recorded in the product's unit; deliveries may come in cases."""
        case = self.env["uom.uom"].create({
            "name": "T-Case", "relative_factor": 12, "relative_uom_id": self.soap.uom_id.id,
        })
        self.soap.uom_ids = [Command.link(case.id)]
        values = {
            "product_id": self.soap.id, "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.location.id, "company_id": self.env.company.id,
        }
        self.env["stock.move"].create({
            **values, "product_uom": case.id, "product_uom_qty": 2, "picked": True,
            "move_line_ids": [Command.create({
                **values, "product_uom_id": case.id, "quantity": 2, "picked": True,
            })],
        })._action_done()
        self._sell(self.soap, 5)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 19})

    def test_distributors_have_locations(self):
        self.assertEqual(self.location.usage, "customer")
        self.assertEqual(self.sunrise.property_stock_customer, self.location)
        self.assertEqual(self.sunrise.dms_stock_location_id, self.location)
        self.assertFalse(self.corner.dms_stock_ledger_ids)
        self.sunrise.name = "Sunset"
        self.assertEqual(self.location.name, "Sunset")
        self.assertEqual(self.env["dms.stock.ledger"]._open(self.env.company, self.sunrise),
                         self.ledger)
        self.sunrise.with_context(active_test=False).active = False
        self.assertFalse(self.location.active)
        self.assertFalse(self.ledger.active)

    def test_an_order_is_delivered_into_the_stock(self):
        address = self.env["res.partner"].create({
            "name": "Sunrise depot", "parent_id": self.sunrise.id, "type": "delivery",
        })
        self.env["stock.quant"]._update_available_quantity(
            self.soap, self.warehouse.lot_stock_id, 50
        )
        order = self.env["sale.order"].create({
            "partner_id": self.sunrise.id, "partner_shipping_id": address.id,
            "order_line": [Command.create({"product_id": self.soap.id, "product_uom_qty": 8})],
        })
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.location_dest_id, self.location)
        order.picking_ids.move_ids.write({"quantity": 8, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(self._get_stock(self.soap), {None: 8})
        self.assertEqual(order.order_line.qty_delivered, 8)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=order.picking_ids.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 3
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()
        self.assertEqual(self._get_stock(self.soap), {None: 5})
        self.ledger._refresh_months(date.today())
        [row] = self.env["dms.stock.month"].search(
            [("ledger_id", "=", self.ledger.id), ("product_id", "=", self.soap.id)]
        )
        self.assertRecordValues(
            row, [{"received_quantity": 8, "sent_quantity": 3, "closing_quantity": 5}]
        )

    def test_merged_distributors_keep_the_stock_that_was_used(self):
        self._deliver(self.soap, 100)
        self._sell(self.soap, 5)
        self._post()
        self._sell(self.soap, 2, date(2026, 1, 20))
        self._merge(self.sunrise, self.seaside)
        self.assertFalse(self.seaside_ledger.exists())
        self.assertEqual(self.seaside.dms_stock_ledger_ids, self.ledger)
        self.assertEqual(self.seaside.property_stock_customer, self.location)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 93}, "each sale is taken off once")

    def test_two_used_stocks_are_not_merged(self):
        self._deliver(self.soap, 100)
        self._deliver(self.soap, 100, location=self.seaside_ledger.location_id)
        with self.assertRaisesRegex(UserError, "keeps a stock of each"):
            self._merge(self.sunrise, self.seaside)

    def _merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (source | target).ids, target
        )
