from odoo.tests import HttpCase, tagged

from .common import ForecastCase


@tagged("post_install", "-at_install")
class TestTour(ForecastCase, HttpCase):
    def test_recompute(self):
        # The window of today holds no sale of 2024: one long enough does.
        self.company.dms_demand_months = 60
        jobs = self.env["queue.job"].search_count([("model_name", "=", "dms.demand.class")])
        self.start_tour("/odoo", "dms_forecast_classes", login="test_forecast_manager")
        self.assertEqual(
            self.env["queue.job"].search_count([("model_name", "=", "dms.demand.class")]), jobs + 1
        )
        self._refresh()
        self.start_tour("/odoo", "dms_forecast_matrix", login="test_forecast_manager")
