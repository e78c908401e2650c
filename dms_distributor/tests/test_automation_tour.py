from odoo.tests import HttpCase, new_test_user, tagged

from .common_automation import days_ago
from .common_upload import prepare_network
from .test_automation_portal import PortalNotices


@tagged("post_install", "-at_install")
class TestAutomationTour(HttpCase):
    def test_from_the_sentence_to_the_log(self):
        """A manager makes a rule, sees who would get what, starts it and reads what went out."""
        self.env["dms.automation.rule"].search([]).state = "paused"
        self.env["res.partner"].search([("dms_role", "=", "distributor")]).dms_state = "suspended"
        distributor, outlet, products = prepare_network(self.env)
        self.env["dms.secondary.sale"].create({
            "distributor_id": distributor.id, "outlet_id": outlet.id,
            "product_id": products[0].id, "date": days_ago(60), "quantity": 1,
            "gross_amount": 10, "net_amount": 10, "source_key": "tour:automation",
        })
        new_test_user(
            self.env, "automation_tour", "dms_distributor.group_manager",
            password="automation_tour",
        )
        self.start_tour(
            "/odoo/distribution-automation", "dms_distributor_automation",
            login="automation_tour",
        )
        message = self.env["dms.automation.message"].search(
            [("partner_id", "=", distributor.id)]
        )
        self.assertEqual((message.state, message.rule_id.days), ("sent", 50))
        self.assertFalse(message.has_mail)
        self.assertEqual(message.subject_ids.record_id, outlet.id)


@tagged("post_install", "-at_install")
class TestNoticeTour(PortalNotices):
    def test_notice_and_choice(self):
        """A distributor reads its notice and chooses not to be told any more."""
        self.start_tour("/my", "dms_portal_notices", login="portal_north")
        self.assertEqual(self.optouts().mapped("kind"), ["lapsed_outlet"])
