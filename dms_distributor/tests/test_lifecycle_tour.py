from unittest.mock import patch

from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import HttpCase, tagged

from ..controllers.application_form import ApplicationForm


@tagged("post_install", "-at_install")
class TestApplyTour(BaseCommon, HttpCase):
    def test_a_company_applies(self):
        """A visitor forgets most of the form, is told so, and completes it."""
        self.env.company.dms_reference_minimum = 1
        self.env["dms.territory"].create(
            {"name": "Tour Place", "code": "T-TOUR", "company_id": False}
        )
        # The tour fills the form in as quickly as a program.
        with patch.object(ApplicationForm, "_get_seconds_at_least", return_value=0):
            self.start_tour("/distributors/apply", "dms_distributor_apply", login=None)
        application = self.env["dms.application"].search(
            [("email", "=", "asha@tour.example.com")]
        )
        self.assertRecordValues(application, [{
            "company_name": "Tour Traders", "is_confirmed": False, "state": "draft",
        }])
        self.assertEqual(len(application.document_ids), 5)
