from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSchemeDefinitionTour(HttpCase):
    def test_from_template_to_the_next_version(self):
        new_test_user(self.env, "scheme_author", groups="dms_distributor.group_manager")
        approver = new_test_user(self.env, "scheme_decider", groups="dms_distributor.group_manager")
        self.env["tier.definition"].create({
            "name": "Schemes", "review_type": "individual", "reviewer_id": approver.id,
            "model_id": self.env["ir.model"]._get_id("dms.scheme"),
        })
        categories = self.env["product.category"].create(
            [{"name": "Tour biscuits"}, {"name": "Tour hot drinks"}]
        )
        self.env["product.product"].create([
            {"name": name, "type": "consu", "categ_id": category.id}
            for name, category in zip(("Tour biscuit", "Tour tea"), categories, strict=True)
        ])
        self.start_tour(
            "/odoo/scheme-templates", "dms_schemes_from_template", login="scheme_author"
        )
        scheme = self.env["dms.scheme"].search([("name", "=", "Tour combo")])
        self.assertEqual(scheme.state, "submitted")
        self.assertEqual(len(scheme.combo_ids), 2)

        url = f"/odoo/trade-schemes/{scheme.id}"
        self.start_tour(url, "dms_schemes_approve", login="scheme_decider")
        self.assertEqual(scheme.state, "running")
        self.assertEqual(scheme.approved_by_id, approver)
        version = scheme.next_ids
        self.assertEqual((version.state, version.version), ("submitted", 2))
        self.assertEqual(version.slab_ids.rate, 6)
        self.assertEqual(scheme.slab_ids.rate, 5)

        self.start_tour(url, "dms_schemes_stop", login="scheme_author")
        self.assertEqual(scheme.state, "stopped")
        self.assertEqual(scheme.stop_reason, "No stock is left")
