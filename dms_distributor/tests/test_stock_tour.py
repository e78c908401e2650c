from datetime import date

from odoo.tests import HttpCase, tagged

from .common_stock import StockCommon
from .test_portal_stock import PortalStockCommon


@tagged("post_install", "-at_install")
class TestStockTour(StockCommon, HttpCase):
    def test_from_a_count_to_the_sales_behind_its_variance(self):
        self.ledger.start_date = date.today().replace(day=1)
        self._deliver(self.soap, 100)
        self._sell(self.soap, 30, date.today().replace(day=1))
        self._post()
        count = self._count([(self.soap, 10)], date=date.today())
        self.start_tour("/odoo", "dms_distributor_stock", login="admin")
        self.assertEqual(count.state, "approved")
        self.assertEqual(self._get_stock(self.soap), {None: 10})


@tagged("post_install", "-at_install")
class TestPortalStockTour(PortalStockCommon):
    def test_distributor_counts_its_stock(self):
        self.start_tour("/my", "dms_portal_stock", login="portal_north")
        count = self._get_counts()
        self.assertEqual(count.state, "approved")
        self.assertEqual(sum(count.line_ids.mapped("counted_quantity")), 39)
