from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.fields import Command
from odoo.tests import tagged

from ..arithmetic import Past
from ..arithmetic.measuring import measure_scheme
from .common_secondary import SecondaryCommon

SEEDS = range(3)


@tagged("post_install", "-at_install")
class TestSchemeEntitlementProperties(SecondaryCommon):
    """Random sales, of which some come late and some are taken back."""

    def _create_schemes(self):
        soap = [Command.link(self.soap.id)]
        return self.env["dms.scheme"].union(*(
            self._create_running(**values) for values in (
                {"slabs": [(50, 1), (200, 3)], "window": "month"},
                {"slabs": [(0, 5), (300, 10)], "calculation": "marginal", "cap": 700},
                {"slabs": [(100, 2)], "beneficiary": "distributor", "window": "quarter",
                 "product_ids": soap, "category_ids": False},
                {"slabs": [(2, 1), (10, 7)], "calculation": "recurring", "basis": "quantity",
                 "benefit_kind": "amount", "uom_id": self.dozen.id},
                {"slabs": [(12, 1)], "calculation": "recurring", "basis": "quantity",
                 "benefit_kind": "goods", "mechanism": "order",
                 "free_product_ids": [Command.link(self.cream.id)]},
                {"slabs": [(0, 4)], "mechanism": "growth", "window": "quarter",
                 "growth_compare": "before"},
                {"slabs": [(0.5, 3)], "mechanism": "target", "target_ids": [
                    Command.create({"partner_id": self.corner.id, "value": 400}),
                ]},
                {"slabs": [(0, 3)], "mechanism": "assortment", "assortment_distinct": 2,
                 "assortment_each": 2},
            )
        ))

    def _sell_at_random(self, random, count):
        sales = self.env["dms.secondary.sale"]
        for _number in range(count):
            quantity = random.choice((1, 2, 5, 12, 30, -1, -6))
            sales |= self._sell(
                quantity * random.choice((3.25, 7, 9.99)), quantity,
                random.choice((self.soap, self.pack, self.cream, self.foreign)),
                date(2025, 1, 1) + timedelta(days=random.randrange(365)),
                random.choice((self.corner, self.market, self.pier)),
                invoice_reference=random.choice(("A", "B", False)),
            )
        for sale in sales.filtered(lambda sale: random.random() < 0.1):
            sale.action_reverse()

    def test_what_follows_equals_what_is_counted_anew(self):
        self._create_schemes()
        for seed in SEEDS:
            random = Random(seed)
            for _batch in range(3):
                self._sell_at_random(random, 15)
                self._take_pending()
                followed = self._read_all()
                self._refresh()
                self.assertEqual(followed, self._read_all(), f"seed {seed}")
                self.assertTrue(any(row[-2] != "0.0" for row in followed))

    def test_counted_by_sets_equals_the_definition(self):
        """Each scheme of sums pays what the scalar arithmetic makes of the same sales."""
        schemes = self._create_schemes().filtered(
            lambda scheme: scheme.mechanism == "period" and scheme.beneficiary == "outlet"
        )
        self._sell_at_random(Random(7), 60)
        self._refresh()
        compiled = {
            scheme.key: scheme
            for scheme in schemes._prepare_schemes(self.company.currency_id, date(2025, 12, 31))
        }
        checked = 0
        for entitlement in self.Entitlement.search([("scheme_id", "in", schemes.ids)]):
            sales = self.env["dms.secondary.sale"].search(
                entitlement.action_open_sales()["domain"]
            )
            past = Past(
                quantity=sum(
                    (Decimal(str(sale.quantity)) * sale.product_id.uom_id._get_dms_unit().factor
                     for sale in sales), Decimal(0)
                ),
                value=sum((Decimal(str(sale.net_amount)) for sale in sales), Decimal(0)),
            )
            measured = measure_scheme(
                compiled[entitlement.scheme_id.id], [], past, Decimal("0.01")
            )
            self.assertEqual(Decimal(str(entitlement.earned)), measured.benefit.amount)
            checked += 1
        self.assertGreater(checked, 20)
