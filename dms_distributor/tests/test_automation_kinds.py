from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_automation import TODAY, AutomationCase, days_ago


@tagged("post_install", "-at_install")
class TestAutomationKinds(AutomationCase):
    def test_lapsed_outlet(self):
        rule = self.rule("lapsed_outlet", days=45, history_days=180)
        self.assertFalse(self.told(rule), "an outlet that never bought has not lapsed")
        self.sell(days_ago(60), self.outlet)
        self.sell(days_ago(100), self.other_outlet, amount=500)
        self.assertEqual(self.told(rule), ["Second Shop", "Corner Shop"], "the larger first")
        self.sell(days_ago(45), self.outlet)
        self.assertEqual(self.told(rule), ["Second Shop"], "45 days ago is not longer ago")
        self.sell(days_ago(0), self.other_outlet)
        self.assertFalse(self.told(rule))

    def test_lapsed_outlet_on_the_day(self):
        """Within the month that the limit falls into, the day decides."""
        rule = self.rule("lapsed_outlet", days=45, history_days=180)
        self.sell(days_ago(46), self.outlet)
        self.assertEqual(self.told(rule), ["Corner Shop"])

    def test_lapsed_long_ago_is_not_missed(self):
        rule = self.rule("lapsed_outlet", days=45, history_days=90)
        self.sell(days_ago(136), self.outlet)
        self.assertFalse(self.told(rule))
        self.sell(days_ago(135), self.outlet)
        self.assertEqual(self.told(rule), ["Corner Shop"])

    def test_outlet_that_moved_has_not_lapsed(self):
        rule = self.rule("lapsed_outlet", days=45, history_days=180)
        self.sell(days_ago(60), self.outlet)
        other = self.distributor.copy({"name": "Other Traders"})
        self.sell(days_ago(2), self.outlet, distributor=other)
        self.assertFalse(self.told(rule))

    def test_closed_outlet_is_not_missed(self):
        rule = self.rule("lapsed_outlet", days=45, history_days=180)
        self.sell(days_ago(60), self.outlet)
        self.outlet.dms_state = "ended"
        self.assertFalse(self.told(rule))

    def test_reversed_sales_do_not_count(self):
        rule = self.rule("lapsed_outlet", days=45, history_days=180)
        self.sell(days_ago(60), self.outlet).action_reverse()
        self.assertFalse(self.told(rule))

    def test_inactive_product(self):
        rule = self.rule("inactive_product", days=45, history_days=180)
        first, second = self.products
        self.sell(days_ago(60), product=first)
        self.sell(days_ago(60), product=second)
        self.sell(days_ago(3), product=second)
        self.assertEqual(self.told(rule), [first.name])
        first.sale_ok = False
        self.assertFalse(self.told(rule), "it is not on sale any more")

    def test_falling_sales(self):
        month = TODAY.replace(day=10) - relativedelta(months=1)
        for back in (1, 2, 3):
            self.sell(month - relativedelta(months=back), amount=300)
        self.sell(month, amount=240)
        rule = self.rule("falling_sales", percent=20, comparison="average")
        self.assertEqual(self.told(rule), ["Test Traders"])
        rule.percent = 21
        self.assertFalse(self.told(rule))
        rule.write({"percent": 20, "comparison": "year"})
        self.assertFalse(self.told(rule), "nothing was sold a year ago")
        self.sell(month - relativedelta(years=1), amount=1000)
        self.assertEqual(self.told(rule), ["Test Traders"])

    def test_falling_to_nothing(self):
        self.sell(TODAY.replace(day=10) - relativedelta(months=2), amount=300)
        rule = self.rule("falling_sales", percent=99, comparison="previous")
        self.assertEqual(self.told(rule), ["Test Traders"])

    def order(self, day):
        order = self.env["sale.order"].create({
            "partner_id": self.distributor.id,
            "order_line": [(0, 0, {"product_id": self.products[0].id, "product_uom_qty": 1})],
        })
        order.action_confirm()
        order.date_order = datetime.combine(day, datetime.min.time())
        return order

    def test_reorder(self):
        rule = self.rule("reorder", days=30, percent=0)
        self.assertFalse(self.told(rule), "who never ordered is not nudged to order again")
        self.order(days_ago(29))
        self.assertFalse(self.told(rule))
        rule.days = 29
        self.assertEqual(self.told(rule), ["Test Traders"])

    def test_reorder_by_habit(self):
        rule = self.rule("reorder", days=365, percent=50)
        for days in (46, 36, 26):
            self.order(days_ago(days))
        self.assertFalse(self.told(rule), "three orders are no habit")
        self.order(days_ago(16))
        self.assertEqual(self.told(rule), ["Test Traders"], "16 days, usually 10")
        rule.percent = 60
        self.assertFalse(self.told(rule))

    def test_expiring_agreement(self):
        self.env.company.dms_agreement_signature = False
        territory = self.env["dms.territory"].create({"name": "Test Land", "code": "T-LAND"})
        agreement = self.env["dms.agreement"].create({
            "distributor_id": self.distributor.id, "territory_ids": territory.ids,
            "date_start": days_ago(300), "date_end": TODAY + timedelta(days=30),
        })
        rule = self.rule("expiring_agreement", days=30)
        self.assertFalse(self.plans(rule), "it is not in force")
        agreement.action_submit()
        agreement.action_approve()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(self.plans(rule)[self.distributor.id].lines[0].record_id, agreement.id)
        rule.days = 29
        self.assertFalse(self.plans(rule))

    def test_low_stock(self):
        rule = self.rule("low_stock", days=7)
        self.products.is_storable = True
        self.sell(days_ago(3))
        self.assertFalse(self.plans(rule), "nobody has counted")
        count = self.env["dms.stock.count"].create({
            "distributor_id": self.distributor.id, "kind": "opening", "date": days_ago(20),
            "line_ids": [(0, 0, {"product_id": self.products[0].id, "quantity": 16})],
        })
        count.action_submit()
        if count.state == "submitted":
            count.action_approve()
        ledger = self.distributor.dms_stock_ledger_ids
        for days in range(1, 11):
            self.sell(days_ago(days))
        ledger._post_pending()
        self.env.flush_all()
        position = self.env["dms.stock.position"].search(
            [("distributor_id", "=", self.distributor.id)]
        )
        rule.days = position.cover_days + 1
        self.assertEqual(self.told(rule), [self.products[0].name])
        rule.days = max(position.cover_days, 1)
        self.assertFalse(self.told(rule))

    def test_whom(self):
        self.sell(days_ago(60))
        rule = self.rule("lapsed_outlet", partner_domain="[]")
        self.assertIn(self.distributor.id, self.plans(rule))
        rule.tier_ids = self.env.ref("dms_distributor.tier_distributor")
        self.assertNotIn(self.distributor.id, self.plans(rule))
        rule.tier_ids = self.distributor.dms_tier_id
        territory = self.env["dms.territory"].create({"name": "Test Land", "code": "T-LAND"})
        below = territory.create({"name": "Town", "code": "T-TOWN", "parent_id": territory.id})
        rule.territory_ids = territory
        self.assertNotIn(self.distributor.id, self.plans(rule))
        self.distributor.dms_territory_id = below
        self.assertIn(self.distributor.id, self.plans(rule))
        self.distributor.dms_state = "suspended"
        self.assertFalse(self.plans(rule))

    def test_figures_have_bounds(self):
        for values in ({"days": 6}, {"days": 366}, {"history_days": 0}):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, "must lie between"):
                self.rule("lapsed_outlet", **values)
        with self.assertRaisesRegex(ValidationError, "{object} means nothing"):
            self.rule("lapsed_outlet", body="<p>{object}</p>")

    def test_sentence(self):
        rule = self.rule("lapsed_outlet", days=50, history_days=100)
        self.assertIn("has not bought for 50 days", rule.sentence)
        for kind in rule._get_kinds():
            rule = self.rule(kind)
            self.assertNotIn("{", rule.sentence)
            self.assertTrue(rule.subject and rule.body)

    def test_facts_are_not_read(self):
        self.sell(days_ago(60))
        for kind in ("lapsed_outlet", "inactive_product", "falling_sales"):
            rule = self.rule(kind)
            partners = self.env["res.partner"].search(rule._get_partner_domain())
            queries = []
            execute = type(self.env.cr).execute
            self.patch(
                type(self.env.cr), "execute",
                lambda cr, query, *args, seen=queries, run=execute, **kwargs: (
                    seen.append(str(query)), run(cr, query, *args, **kwargs)
                )[1],
            )
            rule._match(partners)
            self.assertTrue(queries)
            self.assertFalse([query for query in queries if "dms_secondary_sale" in query])
