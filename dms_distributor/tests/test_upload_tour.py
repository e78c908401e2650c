from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common_upload import prepare_network


@tagged("post_install", "-at_install")
class TestUploadTour(HttpCase):
    def test_from_the_file_to_the_sales(self):
        """A manager chooses a file, maps a column, checks, loads and sees what was recorded."""
        distributor, _outlet, _products = prepare_network(self.env)
        new_test_user(
            self.env, "upload_tour", "dms_distributor.group_manager", password="upload_tour"
        )

        def run_at_once(upload, method):
            getattr(upload, method)()

        # No job runner serves a test: the jobs run where they would be queued.
        with patch.object(self.registry["dms.upload"], "_enqueue", run_at_once):
            self.start_tour("/odoo/sales-uploads", "dms_distributor_upload", login="upload_tour")
        sale = self.env["dms.secondary.sale"].search([("distributor_id", "=", distributor.id)])
        self.assertEqual((sale.invoice_reference, sale.net_amount), ("T1", 120))
        self.assertEqual(sale.outlet_id.name, "TOUR-OUT")
