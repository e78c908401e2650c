from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestPartnerMerge(NetworkCommon):
    def _merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (source | target).ids, target
        )
        self.assertFalse(source.exists())

    def test_facts_follow_an_outlet(self):
        sale = self._create_sale(self.sunrise, self.corner)
        self.corner.dms_code = "T-001"
        self._merge(self.corner, self.market)
        self.assertEqual(sale.outlet_id, self.market)
        self.assertEqual(self.market.dms_code, "T-001")
        self.assertEqual(self.market.dms_upstream_id, self.sunrise)

    def test_own_code_stays(self):
        self.corner.dms_code = "T-001"
        self.market.dms_code = "T-002"
        self._merge(self.corner, self.market)
        self.assertEqual(self.market.dms_code, "T-002")

    def test_subtree_and_facts_follow_a_distributor(self):
        sale = self._create_sale(self.sunrise, self.corner)
        user = self._create_user(
            "t_network", "dms_distributor.group_user", networks=self.seaside
        )
        self.assertEqual(self._get_seen(user) - self.maker, self.seaside | self.pier)
        self._merge(self.sunrise, self.seaside)
        self.assertEqual(sale.distributor_id, self.seaside)
        self.assertEqual(self.corner.dms_upstream_id, self.seaside)
        self.assertEqual(
            self.corner.dms_network_path, f"{self.maker.id}/{self.seaside.id}/{self.corner.id}/"
        )
        self.assertIn(self.corner, self._get_seen(user))

    def test_an_outlet_of_unknown_place_joins_one_that_has_none(self):
        plain = self.env["res.partner"].create({"name": "Plain"})
        self._merge(self.pier, plain)
        self.assertEqual(plain.dms_tier_id, self.outlet_tier)
        self.assertEqual(plain.dms_state, "active")
        self.assertEqual(
            plain.dms_network_path, f"{self.maker.id}/{self.seaside.id}/{plain.id}/"
        )

    def test_aliases_that_both_have(self):
        for distributor, outlet in ((self.sunrise, self.corner), (self.seaside, self.pier)):
            self.env["dms.outlet.alias"].create(
                {"distributor_id": distributor.id, "code": "C1", "outlet_id": outlet.id}
            )
            self.env["dms.product.alias"].create(
                {"distributor_id": distributor.id, "code": "P1", "product_id": self.product.id}
            )
        self._merge(self.sunrise, self.seaside)
        alias = self.env["dms.outlet.alias"].search([("distributor_id", "=", self.seaside.id)])
        self.assertEqual(alias.outlet_id, self.pier)

    def test_levels_do_not_merge(self):
        with self.assertRaisesRegex(UserError, "different levels"):
            self._merge(self.corner, self.seaside)

    def test_supplier_and_supplied_do_not_merge(self):
        with self.assertRaisesRegex(UserError, "supplies the other"):
            self._merge(self.sunrise, self.stockist)

    def test_the_same_sale_of_both_is_not_counted_twice(self):
        self._create_sale(self.sunrise, self.corner, source_key="20260115:same")
        self._create_sale(self.seaside, self.pier, source_key="20260115:same")
        with self.assertRaisesRegex(UserError, "count twice"):
            self._merge(self.sunrise, self.seaside)
