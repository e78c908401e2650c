from odoo.fields import Command
from odoo.tests import tagged

from .common_engine import EngineCase


@tagged("post_install", "-at_install")
class TestClaimGoods(EngineCase):
    """Claims about goods and invoices against what was paid and agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.soap.taxes_id = False
        cls.pricelist = cls.env["product.pricelist"].create({
            "name": "Agreed", "company_id": cls.company.id, "item_ids": [Command.create({
                "applied_on": "0_product_variant", "product_id": cls.soap.id,
                "compute_price": "fixed", "fixed_price": 10,
            })],
        })

    @classmethod
    def _agree(cls, **values):
        agreement = cls.env["dms.agreement"].create({
            "distributor_id": cls.sunrise.id, "company_id": cls.company.id,
            "date_start": "2025-01-01", "date_end": "2025-12-31",
            "territory_ids": [Command.set(cls.north.ids)], "pricelist_id": cls.pricelist.id,
            **values,
        })
        cls.env.flush_all()
        cls.cr.execute(
            "UPDATE dms_agreement SET state = 'expired', date_effective_end = date_end"
            " WHERE id = %s", [agreement.id],
        )
        agreement.invalidate_recordset()
        return agreement

    @classmethod
    def _invoice(cls, price=12, quantity=24, partner=None, day="2025-03-05", uom=None, **values):
        invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or cls.sunrise).id,
            "invoice_date": day, "company_id": cls.company.id, **values,
            "invoice_line_ids": [Command.create({
                "product_id": cls.soap.id, "quantity": quantity, "price_unit": price,
                "product_uom_id": (uom or cls.unit).id, "tax_ids": [],
            })],
        })
        invoice.action_post()
        return invoice.invoice_line_ids

    def _expect(self, kind, expected, **line):
        claim = self._claim(kind, lines=[{"claimed_amount": 50, **line}])
        claim.action_update_expected()
        self.assertEqual(
            (claim.has_expected, claim.expected_amount), (expected is not None, expected or 0)
        )
        return claim.line_ids

    def test_damage_at_the_price_last_invoiced(self):
        self._invoice(price=11, day="2025-02-01")
        self._invoice(price=144, quantity=2, uom=self.dozen)
        self._invoice(price=99, day="2025-05-01")
        self._invoice(price=98, partner=self.seaside)
        goods = {"product_id": self.soap.id, "quantity": 3}
        self._expect("damage", 36, **goods)
        self._expect("damage", 33, date="2025-02-10", **goods)
        self._expect("damage", 432, **{**goods, "product_uom_id": self.dozen.id})

    def test_damage_at_the_agreed_price(self):
        goods = {"product_id": self.soap.id, "quantity": 3}
        self.sunrise.with_company(self.company).specific_property_product_pricelist = False
        line = self._expect("damage", 3 * self.soap.lst_price, **goods)
        self.assertTrue(line.expected_text)
        self._agree()
        self._expect("damage", 30, **goods)

    def test_damage_without_goods(self):
        line = self._expect("damage", None)
        self.assertIn("product", line.expected_text)

    def test_expiry_on_the_terms_of_the_agreement(self):
        self._invoice(price=10)
        goods = {"product_id": self.soap.id, "quantity": 4}
        self._expect("expiry", 40, **goods)
        agreement = self._agree(is_expiry_credited=True, expiry_credit_percent=80)
        line = self._expect("expiry", 32, **goods)
        self.assertIn("80", line.expected_text)
        self.env.cr.execute(
            "UPDATE dms_agreement SET is_expiry_credited = FALSE WHERE id = %s", [agreement.id]
        )
        agreement.invalidate_recordset()
        self._expect("expiry", 0, **goods)

    def test_rate_difference(self):
        self._agree()
        charged = self._invoice(price=12, quantity=24)
        line = self._expect("rate_difference", 48, move_line_id=charged.id)
        self.assertIn("24", line.expected_text)
        self._expect("rate_difference", 20, move_line_id=charged.id, quantity=10)
        self._expect(
            "rate_difference", 0, move_line_id=self._invoice(partner=self.seaside).id
        )
        self._expect("rate_difference", None)

    def test_rate_below_the_agreed_one(self):
        self._agree()
        self._expect("rate_difference", 0, move_line_id=self._invoice(price=9).id)

    def test_freight_on_the_invoice(self):
        self._expect("freight", 240, move_line_id=self._invoice(price=10).id)
        self._expect("freight", None)

    def test_margin_below_the_agreed_one(self):
        self._agree(margin_percent=8)
        self._invoice(price=9.5, quantity=200, day="2025-02-01")
        self._sell(1000, quantity=100)
        line = self._expect("margin", 30)
        self.assertIn("8 %", line.expected_text)
        self._expect("margin", 30, product_id=self.soap.id)
        self._expect("margin", 0, product_id=self.cream.id)

    def test_lot_tells_the_delivery(self):
        """The price of the order by which the very lot was delivered, not of a later invoice."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        self.soap.write({"is_storable": True, "tracking": "lot"})
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.soap.id})
        self.env["stock.quant"]._update_available_quantity(
            self.soap, warehouse.lot_stock_id, 10, lot_id=lot
        )
        order = self.env["sale.order"].create({
            "partner_id": self.sunrise.id, "company_id": self.company.id,
            "warehouse_id": warehouse.id, "date_order": "2025-02-01 10:00:00",
            "order_line": [Command.create({
                "product_id": self.soap.id, "product_uom_qty": 10, "price_unit": 8, "tax_ids": [],
            })],
        })
        order.action_confirm()
        move = order.picking_ids.move_ids
        move.quantity, move.picked = 10, True
        order.picking_ids.button_validate()
        self._invoice(price=12)
        goods = {"product_id": self.soap.id, "quantity": 2}
        self._expect("damage", 24, **goods)
        self._expect("damage", 16, lot_id=lot.id, **goods)
