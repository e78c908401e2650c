from odoo import Command
from odoo.addons.dms_schemes.tests.common_protection import ProtectionCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestClaimProtection(ProtectionCommon):
    """Claims for stock when a price fell: (3 − 2.5) × what lay there on the day before."""

    def _claim(self, scheme, lines, **values):
        claim_type = self.env["dms.claim.type"].create({
            "name": "Protection", "code": "T-PP", "kind": "price_protection", "window_days": 0,
            "company_id": self.company.id,
        })
        claim = self.env["dms.claim"].create({
            "company_id": self.company.id, "claimant_id": self.sunrise.id,
            "type_id": claim_type.id, "scheme_id": scheme and scheme.id,
            "date_from": "2026-01-01", "date_to": "2026-01-31",
            "line_ids": [Command.create({"name": "Stock", **line}) for line in lines],
            **values,
        })
        claim.action_update_expected()
        return claim

    def test_products_once_and_the_rest_together(self):
        other, foreign = self.env["product.product"].create([
            {"name": name, "is_storable": True} for name in ("Cream", "Never sold")
        ])
        self._stock_up(10)
        self._stock_up(4, product=other)
        scheme = self._protect([(self.soap, 3, 2.5), (other, 8, 6)])
        claim = self._claim(scheme, [
            {"product_id": self.soap.id, "quantity": 12, "price_unit": 0.5},
            {"product_id": self.soap.id, "claimed_amount": 5},
            {"claimed_amount": 9},
            {"product_id": foreign.id, "claimed_amount": 1},
        ])
        self.assertEqual(claim.line_ids.mapped("claimed_amount"), [6, 5, 9, 1])
        self.assertEqual(claim.line_ids.mapped("expected_amount"), [5, 0, 8, 0])
        self.assertIn("10.00 in stock", claim.line_ids[0].expected_text)
        self.assertEqual(claim.difference_amount, 8)

    def test_only_in_the_period_in_which_it_fell(self):
        self._stock_up(10)
        claim = self._claim(
            self._protect(), [{"claimed_amount": 5}], date_from="2026-02-01", date_to="2026-02-28"
        )
        self.assertEqual((claim.has_expected, claim.expected_amount), (True, 0))

    def test_without_a_scheme_there_is_nothing_to_compare_with(self):
        claim = self._claim(False, [{"claimed_amount": 5}])
        self.assertFalse(claim.has_expected)
        self.assertIn("scheme", claim.line_ids.expected_text)

    def test_stock_of_others_does_not_count(self):
        self._stock_up(10)
        claim = self._claim(
            self._protect(), [{"claimed_amount": 5}], claimant_id=self.seaside.id
        )
        self.assertEqual((claim.has_expected, claim.expected_amount), (True, 0))

    def test_claims_make_themselves(self):
        self._stock_up(10)
        scheme = self._protect(date_end="2026-01-31", is_retroactive=True)
        self._refresh(scheme)
        claim = self.env["dms.claim"]._create_from_entitlements(self._find(scheme))
        self.assertEqual((claim.type_id.kind, claim.claimed_amount), ("price_protection", 5))
