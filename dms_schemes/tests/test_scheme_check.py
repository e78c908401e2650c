from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common_explanation import ExplanationCommon


@tagged("post_install", "-at_install")
class TestSchemeCheck(ExplanationCommon):
    def test_screen_follows_what_is_entered(self):
        form = Form(self.env["dms.scheme.check"])
        self.assertIn("Choose who buys", form.outcome["message"])
        form.partner_id = self.north
        with form.line_ids.new() as line:
            line.product_id = self.tea
            line.quantity = 12
            self.assertEqual(line.value, 600)
        told = {outcome["code"]: outcome for outcome in form.outcome["outcomes"]}
        self.assertEqual(told["TEA-VOLUME"]["amount"], 30)
        self.assertEqual(form.outcome["counts"]["applied"], 1)
        form.scheme_id = self.free
        self.assertEqual([one["code"] for one in form.outcome["outcomes"]], ["SOAP-20-1"])

    def test_prices_are_those_of_the_buyer(self):
        pricelist = self.env["product.pricelist"].create({
            "name": "Half", "item_ids": [Command.create({
                "applied_on": "3_global", "compute_price": "percentage", "percent_price": 50,
            })],
        })
        self.north.specific_property_product_pricelist = pricelist
        check = self.env["dms.scheme.check"].create({
            "partner_id": self.north.id,
            "line_ids": [Command.create({"product_id": self.tea.id, "quantity": 12})],
        })
        self.assertEqual(check.line_ids.value, 300)
        self.assertEqual(check.outcome["amount"], 15)

    def test_who_may_ask_about_whom(self):
        user = new_test_user(self.env, "check_south", groups="dms_distributor.group_user")
        user.dms_network_ids = self.south
        checks = self.env["dms.scheme.check"].with_user(user)
        line = [Command.create({"product_id": self.tea.id, "quantity": 12, "value": 600})]
        own = checks.create({"partner_id": self.south.id, "line_ids": line})
        self.assertEqual(own.outcome["counts"]["applied"], 1)
        foreign = checks.create({"partner_id": self.north.id, "line_ids": line})
        with self.assertRaises(AccessError):
            foreign.outcome  # noqa: B018  reading computes it
        portal = self.env["dms.scheme.check"].with_user(self.env.ref("base.public_user"))
        with self.assertRaises(AccessError):
            portal.create({})

    def test_tour(self):
        new_test_user(self.env, "check_tour", groups="dms_distributor.group_manager")
        self.start_tour("/odoo/scheme-check", "dms_schemes_check", login="check_tour")
