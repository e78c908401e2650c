from unittest.mock import patch

from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.application_form import ApplicationForm
from .common_lifecycle import LifecycleCommon


@tagged("post_install", "-at_install")
class TestLifecycleTour(LifecycleCommon, HttpCase):
    def test_from_approval_to_the_end(self):
        """A manager approves an applicant, suspends it later and settles with it."""
        application = self._create_application("Tour Applicant")
        application.action_submit()
        new_test_user(self.env, login="tour_manager", groups="dms_distributor.group_manager")
        self.start_tour("/odoo", "dms_distributor_lifecycle", login="tour_manager")
        partner = application.partner_id
        self.assertEqual(partner.dms_state, "suspended")
        self.assertEqual(
            partner.dms_lifecycle_change_ids.sorted("id").mapped("reason")[-1], "Pays late"
        )
        settlement = partner.dms_settlement_id
        self.assertEqual((settlement.reason, settlement.state), ("Gives up", "open"))
        letter = settlement.item_ids.filtered(lambda item: item.kind == "document")
        self.assertEqual(letter.state, "done")


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
