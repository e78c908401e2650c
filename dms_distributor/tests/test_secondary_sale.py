from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_network import NetworkCommon

FIGURES = ("quantity", "free_quantity", "gross_amount", "discount_amount", "net_amount")


@tagged("post_install", "-at_install")
class TestSecondarySale(NetworkCommon):
    def test_facts_are_not_changed_nor_deleted(self):
        sale = self._create_sale(self.sunrise, self.corner)
        with self.assertRaisesRegex(UserError, "reverse a wrong row"):
            sale.quantity = 1
        with self.assertRaisesRegex(UserError, "reverse a wrong row"):
            sale.unlink()

    def test_reversal_takes_the_row_back(self):
        sale = self._create_sale(self.sunrise, self.corner, free_quantity=1)
        reversal = sale.action_reverse()
        self.assertEqual(reversal.reversal_of_id, sale)
        for name in FIGURES:
            self.assertEqual(reversal[name], -sale[name], name)
        for name in ("distributor_id", "outlet_id", "product_id", "date", "invoice_reference"):
            self.assertEqual(reversal[name], sale[name], name)
        sale.invalidate_recordset(["is_reversed"])
        self.assertTrue(sale.is_reversed)
        self.assertFalse(reversal.is_reversed)

    def test_a_row_is_reversed_once(self):
        sale = self._create_sale(self.sunrise, self.corner)
        reversal = sale.action_reverse()
        sale.invalidate_recordset(["is_reversed"])
        for row in (sale, reversal):
            with self.assertRaisesRegex(UserError, "reversed already"):
                row.action_reverse()

    def test_only_managers_reverse(self):
        sale = self._create_sale(self.sunrise, self.corner)
        user = self._create_user("t_user", "dms_distributor.group_user", self.north)
        manager = self._create_user("t_manager", "dms_distributor.group_manager")
        with self.assertRaises(AccessError):
            sale.with_user(user).action_reverse()
        self.assertTrue(sale.with_user(manager).action_reverse())

    @mute_logger("odoo.sql_db")
    def test_the_same_row_comes_once(self):
        self._create_sale(self.sunrise, self.corner, source_key="20260115:same")
        self._create_sale(self.seaside, self.pier, source_key="20260115:same")
        with self.assertRaisesRegex(Exception, "source_key"):
            self._create_sale(self.sunrise, self.corner, source_key="20260115:same")

    @mute_logger("odoo.sql_db")
    def test_net_is_gross_less_discount(self):
        with self.assertRaisesRegex(Exception, "net_is_gross_less_discount"):
            self._create_sale(self.sunrise, self.corner, net_amount=8)

    def test_sales_of_a_category_are_grouped(self):
        category = self.env["product.category"].create({"name": "Soaps of the test"})
        self.product.categ_id = category
        self._create_sale(self.sunrise, self.corner)
        groups = self.env["dms.secondary.sale"]._read_group(
            [("distributor_id", "=", self.sunrise.id)], ["product_category_id"], ["net_amount:sum"]
        )
        self.assertEqual(groups, [(category, 9.0)])

    def test_sales_of_a_partner(self):
        own = self._create_sale(self.sunrise, self.corner)
        self._create_sale(self.seaside, self.pier)
        for partner in (self.sunrise, self.corner):
            domain = partner.action_open_secondary_sales()["domain"]
            self.assertEqual(self.env["dms.secondary.sale"].search(domain), own)
