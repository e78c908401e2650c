from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestTerritory(NetworkCommon):
    def test_complete_name_follows_the_tree(self):
        self.assertEqual(self.city.complete_name, "T-C / T-N / T-N-C")
        self.city.parent_id = self.south
        self.north.name = "Up"
        self.country.name = "Land"
        self.assertEqual(self.city.complete_name, "Land / T-S / T-N-C")
        self.assertEqual(self.north.complete_name, "Land / Up")

    def test_display_name_in_a_tree_is_the_name(self):
        self.assertEqual(self.city.display_name, "T-C / T-N / T-N-C")
        self.assertEqual(
            self.city.with_context(hierarchical_naming=False).display_name, "T-N-C"
        )

    def test_cycle_is_refused(self):
        # The tree's own path refuses it before the constraint of the model would.
        with self.assertRaises(UserError):
            self.country.parent_id = self.city

    def test_counts_hold_the_whole_subtree(self):
        self.assertEqual(self.country.distributor_count, 3)
        self.assertEqual(self.country.outlet_count, 3)
        self.assertEqual(self.north.distributor_count, 2)
        self.assertEqual(self.north.outlet_count, 2)
        self.assertEqual((self.city.distributor_count, self.city.outlet_count), (0, 2))

    def test_counts_do_not_mix_paths_with_a_common_prefix(self):
        """Territory 1 and territory 12 both begin with a 1."""
        twins = self.env["dms.territory"].create([
            {"name": f"P{n}", "code": f"P{n}", "company_id": False} for n in range(12)
        ])
        self._create_partner("Lonely", self.outlet_tier, self.sunrise, twins[-1])
        self.assertEqual(twins.mapped("outlet_count"), [0] * 11 + [1])

    def test_counts_of_a_list_take_few_queries(self):
        territories = self.env["dms.territory"].create([
            {"name": f"L{n}", "code": f"L{n}", "parent_id": self.north.id, "company_id": False}
            for n in range(40)
        ])
        self._create_partner("Shop of the list", self.outlet_tier, self.sunrise, territories[7])
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            (self.country | territories).mapped("outlet_count")

    def test_code_is_unique_in_a_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.env["dms.territory"].create(
            {"name": "Same", "code": "T-N", "company_id": company.id}
        )
        with self.assertRaisesRegex(Exception, "dms_territory_code_unique"):
            self._create_territory("T-N")

    def test_copy_gets_a_code_of_its_own(self):
        first, second = self.north.copy(), self.north.copy()
        self.assertEqual((first.code, second.code), ("T-N-2", "T-N-3"))
        self.assertIn("(copy)", first.name)

    def test_company_of_the_parent(self):
        company = self.env["res.company"].create({"name": "Second"})
        other = self.env["res.company"].create({"name": "Third"})
        parent = self.env["dms.territory"].create(
            {"name": "Of second", "code": "SEC", "company_id": company.id}
        )
        values = {"name": "Child", "code": "SEC-1", "parent_id": parent.id}
        with self.assertRaises(UserError):
            self.env["dms.territory"].create({**values, "company_id": other.id})
        with self.assertRaises(UserError):
            self.env["dms.territory"].create({**values, "company_id": False})
        child = self.env["dms.territory"].create({**values, "company_id": company.id})
        with self.assertRaises(UserError):
            parent.company_id = other
        self.assertEqual(child.company_id, company)

    def test_company_of_partners_must_fit(self):
        company = self.env["res.company"].create({"name": "Second"})
        with self.assertRaisesRegex(ValidationError, "uses it"):
            self.seaside.company_id = self.env.company
            self.south.company_id = company

    def test_an_active_child_keeps_its_parent(self):
        with self.assertRaisesRegex(ValidationError, "T-N-C"):
            self.north.active = False
        self.city.active = False
        self.north.active = False
        self.assertFalse(self.north.active)

    def test_open_partners_holds_the_subtree(self):
        action = self.country.with_context(dms_role="outlet").action_open_partners()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found & self.network, self.corner | self.market | self.pier)
        found = self.env["res.partner"].search(self.north.action_open_partners()["domain"])
        self.assertEqual(
            found & self.network, self.stockist | self.sunrise | self.corner | self.market
        )

    def test_search_by_code(self):
        self.assertIn(self.north.id, dict(self.env["dms.territory"].name_search("T-N")))
