from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_engine import EngineCase


@tagged("post_install", "-at_install")
class TestClaimEngine(EngineCase):
    def test_expected_over_the_claimants_own_sales(self):
        """5 % of what each outlet bought from the claimant, counted in the claim's period."""
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        self._sell(400, outlet=self.market)
        self._sell(9999, outlet=self.pier)
        self._sell(700, day="2025-04-01")
        claim = self._claim(scheme=scheme, amount=80)
        claim.action_update_expected()
        self.assertEqual((claim.expected_amount, claim.difference_amount), (70, 10))
        self.assertTrue(claim.has_expected)
        self.assertIn("sales that count: 2", claim.line_ids.expected_text)

    def test_returns_and_stale_entitlements_do_not_deceive(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        self._refresh()
        self._sell(-400, quantity=-1)
        self.assertEqual(self._find(scheme).earned_value, 50, "nobody has counted the return yet")
        claim = self._claim(scheme=scheme, amount=50)
        claim.action_submit()
        self.assertEqual(claim.expected_amount, 30)

    def test_by_outlet(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        self._sell(400, outlet=self.market)
        self._refresh()
        claim = self._claim(scheme=scheme, lines=[
            {"entitlement_id": self._find(scheme).id, "claimed_amount": 50},
            {"outlet_id": self.market.id, "claimed_amount": 25},
            {"outlet_id": self.market.id, "claimed_amount": 5},
            {"claimed_amount": 7},
        ])
        claim.action_update_expected()
        self.assertEqual(claim.line_ids.mapped("expected_amount"), [50, 20, 0, 0])
        self.assertEqual(claim.line_ids.mapped("difference_amount"), [0, 5, 5, 7])
        self.assertIn("same", claim.line_ids[2].expected_text)
        claim.action_submit()
        self.assertEqual(claim.source_ids.line_id, claim.line_ids[:2])

    def test_rest_is_shared_by_what_is_claimed(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme, lines=[{"claimed_amount": 30}, {"claimed_amount": 60}])
        claim.action_update_expected()
        for line, amount in zip(claim.line_ids, (16.67, 33.33), strict=True):
            self.assertAlmostEqual(line.expected_amount, amount)

    def test_parts_of_a_window_add_up(self):
        """900 in January at 2 %, then 1,100 more: the whole 2,000 at 6 %, less what is claimed."""
        scheme = self._create_running([(0, 2), (2000, 6)])
        self._sell(900, day="2025-01-10")
        self._sell(1100, day="2025-02-10")
        january = self._claim(scheme=scheme, date_from="2025-01-01", date_to="2025-01-31")
        february = self._claim(scheme=scheme, date_from="2025-02-01", date_to="2025-02-28")
        whole = self._claim(scheme=scheme, date_from="2025-01-01", date_to="2025-02-28")
        (january | february | whole).action_update_expected()
        self.assertEqual(
            [claim.expected_amount for claim in (january, february, whole)], [18, 102, 120]
        )

    def test_free_goods_at_the_claim_rate(self):
        self.soap.standard_price = 3
        self._sell(250, quantity=25)
        for rate, expected in ((7, 14), (0, 6)):
            with self.subTest(rate=rate):
                scheme = self._create_running(
                    [(10, 1)], basis="quantity", benefit_kind="goods", calculation="recurring",
                    free_product_ids=[Command.link(self.soap.id)], free_claim_rate=rate,
                )
                claim = self._claim("free_goods", scheme=scheme, amount=14)
                claim.action_update_expected()
                self.assertEqual(claim.expected_amount, expected)

    def test_display_by_audits(self):
        scheme = self._create_running(
            [(0, 20)], mechanism="display", benefit_kind="amount", calculation="flat",
            window="month", audits_required=2, photos_required=0,
        )
        self._sell(10)
        self.env["dms.scheme.audit"].create({
            "scheme_id": scheme.id, "partner_id": self.corner.id, "date": "2025-03-05",
            "is_passed": True,
        })
        claim = self._claim("display", scheme=scheme, amount=20)
        claim.action_update_expected()
        self.assertEqual(claim.expected_amount, 10)

    def test_ship_and_debit(self):
        scheme = self._create_running(
            [], mechanism="ship_debit", beneficiary="distributor", calculation="flat",
            benefit_kind="amount", slab_ids=[], price_ids=[Command.create({
                "product_id": self.soap.id, "old_price": 2.2, "new_price": 1.95,
            })],
        )
        self._sell(100, quantity=40)
        claim = self._claim("margin", scheme=scheme, amount=10)
        claim.action_update_expected()
        self.assertEqual(claim.expected_amount, 10)

    def test_claim_in_another_currency(self):
        currency = self.env["res.currency"].create({
            "name": "XCL", "symbol": "x", "rounding": 1,
            "rate_ids": [Command.create({
                "name": "2025-01-01", "rate": 3, "company_id": self.company.id,
            })],
        })
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme, currency_id=currency.id, amount=150)
        claim.action_update_expected()
        self.assertEqual(claim.expected_amount, 150)

    def test_budgets_hold_claims(self):
        """5 % of 1,000 and of 400; the scheme may cost 60 in all."""
        scheme = self._create_running([(0, 5)], budget_scope="scheme", budget_amount=60)
        self._sell(1000)
        self._sell(400, outlet=self.pier)
        first = self._claim(scheme=scheme, amount=50)
        second = self._claim(scheme=scheme, amount=20, claimant_id=self.seaside.id)
        (second | first).action_update_expected()
        self.assertEqual((first.expected_amount, second.expected_amount), (50, 10))
        self.assertIn("budget leaves", second.line_ids.expected_text)
        self.assertNotIn("budget", first.line_ids.expected_text)
        second.action_update_expected()
        self.assertEqual(second.expected_amount, 20, "what is not submitted takes nothing")
        first.action_submit()
        second.action_update_expected()
        self.assertEqual(second.expected_amount, 10)
        # What was granted is the claimant's, whoever comes first.
        first.action_withdraw()
        self._refresh()
        self._find(scheme, partner=self.pier)._grant()
        second.action_submit()
        first.action_update_expected()
        self.assertEqual((first.expected_amount, second.expected_amount), (40, 20))

    def test_budgets_of_distributors(self):
        scheme = self._create_running([(0, 5)], budget_scope="distributor", budget_amount=30)
        self._sell(1000)
        self._sell(400, outlet=self.market)
        self._sell(400, outlet=self.pier)
        own = self._claim(scheme=scheme, lines=[
            {"outlet_id": self.corner.id, "claimed_amount": 50},
            {"outlet_id": self.market.id, "claimed_amount": 20},
        ])
        other = self._claim(scheme=scheme, claimant_id=self.seaside.id)
        (own | other).action_update_expected()
        self.assertEqual(own.line_ids.mapped("expected_amount"), [21.43, 8.57])
        self.assertEqual(other.expected_amount, 20)

    def test_nothing_to_compare_with(self):
        claim = self._claim("other")
        claim.action_update_expected()
        self.assertFalse(claim.has_expected)
        self.assertEqual(claim.difference_amount, 0)

    def test_queries_do_not_grow_with_claims(self):
        scheme = self._create_running([(0, 5)])
        for distributor in (self.sunrise, self.seaside):
            self._sell(1000, distributor_id=distributor.id)

        def measure(claims):
            claims._ensure_lines()
            self.env.flush_all()
            self.env.invalidate_all()
            count = self.cr.sql_log_count
            claims._update_expected()
            self.env.flush_all()
            return self.cr.sql_log_count - count

        one = measure(self._claim(scheme=scheme))
        many = self.env["dms.claim"].concat(*(
            self._claim(
                scheme=scheme, claimant_id=(self.sunrise, self.seaside)[number % 2].id
            )
            for number in range(30)
        ))
        self.assertLessEqual(measure(many), one + 4)


@tagged("post_install", "-at_install")
class TestClaimSources(EngineCase):
    def test_each_sale_is_claimed_once(self):
        scheme = self._create_running([(0, 5)])
        sales = self._sell(1000) | self._sell(400, outlet=self.market)
        uncounted = self._sell(70, product=self.foreign) | self._sell(5, day="2025-04-01")
        claim = self._claim(scheme=scheme, amount=70)
        claim.action_submit()
        self.assertEqual(claim.source_ids.sale_id, sales)
        self.assertFalse(uncounted.claim_source_ids)
        self.assertEqual(sales[0].action_open_claims()["domain"], [
            ("source_ids.sale_id", "in", sales[0].ids)
        ])
        self.assertEqual(
            self.env["dms.claim"].search(sales[0].action_open_claims()["domain"]), claim
        )
        again = self._claim(scheme=scheme, amount=20, date_from="2025-03-10")
        self.assertEqual(
            [(clash.claim, clash.count) for clash in again._get_source_clashes().get(again, [])],
            [], "nothing to claim before its lines are known",
        )
        again._ensure_lines()
        clash, = again._get_source_clashes()[again]
        self.assertEqual((clash.claim, clash.count), (claim, 2))
        with self.assertRaisesRegex(UserError, rf"2 sales from .* by claim {claim.name} already"):
            again.action_submit()

    def test_each_order_is_claimed_once(self):
        """What buyers earn on their own orders rests on the lines of these."""
        scheme = self._create_running([(0, 5)], beneficiary="buyer")
        order = self.env["sale.order"].create({
            "partner_id": self.sunrise.id, "company_id": self.company.id,
            "order_line": [
                Command.create({
                    "product_id": product.id, "product_uom_qty": 2, "price_unit": 120,
                    "product_uom_id": self.dozen.id, "tax_ids": False,
                }) for product in (self.soap, self.foreign)
            ],
        })
        order.write({"state": "sale", "date_order": "2025-03-05 10:00:00"})
        first, second = self._claim(scheme=scheme, amount=12), self._claim(scheme=scheme, amount=12)
        first.action_submit()
        source = first.source_ids
        self.assertEqual(source.order_line_id, order.order_line[0])
        self.assertEqual(
            (source.product_id, source.quantity, source.net_amount, str(source.date)),
            (self.soap, 24, 240, "2025-03-05"),
        )
        self.assertIn(order.name, source.display_name)
        self.assertEqual(source.search([("product_id", "=", self.soap.id)]) & source, source)
        held = first.check_ids.filtered(lambda check: check.code == "sources")
        self.assertEqual((held.verdict, held.count), ("passed", 1))
        self.assertEqual(first._prepare_audit()["sales"]["amount"], 240)
        with self.assertRaisesRegex(UserError, rf"1 sales from .* by claim {first.name} already"):
            second.action_submit()

    def test_other_schemes_claim_the_same_sales(self):
        first, second = self._create_running([(0, 5)]), self._create_running([(0, 3)])
        sale = self._sell(1000)
        claims = self._claim(scheme=first) | self._claim(scheme=second)
        claims.action_submit()
        self.assertEqual(sale.claim_source_ids.claim_id, claims)

    def test_claims_of_one_batch_clash_too(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claims = self._claim(scheme=scheme) | self._claim(scheme=scheme)
        with self.assertRaisesRegex(UserError, "1 sales"):
            claims.action_submit()

    def test_sales_are_free_again(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme, amount=50)
        for end in ("action_withdraw", "action_cancel", "action_refuse"):
            claim.action_submit()
            self.assertEqual(claim.source_count, 1)
            claim.decision_reason = "Not agreed."
            getattr(claim, end)()
            claim.invalidate_recordset()
            self.assertEqual(claim.source_count, 0, end)
            if claim.state != "draft":
                claim = self._claim(scheme=scheme, amount=50)

    def test_part_approval_keeps_them(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme, amount=50)
        claim.action_submit()
        claim.write({"proposed_amount": 20, "decision_reason": "Some outlets only."})
        claim.action_approve()
        self.assertEqual(claim.source_count, 1)

    def test_sales_behind_a_claim_are_seen_with_it_only(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme)
        claim.action_submit()
        user = self._create_user("source_user", "dms_distributor.group_user", self.south)
        user.write({"company_ids": [Command.link(self.company.id)], "company_id": self.company.id})
        sources = self.env["dms.claim.source"].with_user(user)
        self.assertFalse(sources.search([("claim_id", "=", claim.id)]))
        user.dms_territory_ids = self.north
        self.assertTrue(sources.search([("claim_id", "=", claim.id)]))
        self.assertFalse(sources.has_access("write"))
