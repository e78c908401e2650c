from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSchemeTour(HttpCase):
    def test_create_try_and_start_a_scheme(self):
        new_test_user(
            self.env, "scheme_tour", groups="dms_distributor.group_manager",
        )
        unit = self.env.ref("uom.product_uom_unit")
        category = self.env["product.category"].create({"name": "Tour biscuits"})
        self.env["product.product"].create(
            {"name": "Tour biscuit", "type": "consu", "uom_id": unit.id, "categ_id": category.id}
        )
        self.start_tour("/odoo/trade-schemes", "dms_schemes_create", login="scheme_tour")
        scheme = self.env["dms.scheme"].search([("name", "=", "Tour twenty and one")])
        self.assertEqual(scheme.state, "running")
        self.assertEqual(scheme.category_ids, category)
        self.assertEqual(
            scheme.slab_ids.mapped(lambda slab: (slab.threshold, slab.rate)), [(20, 1)]
        )
