from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..arithmetic import Reason
from .common_explanation import ExplanationCommon


@tagged("post_install", "-at_install")
class TestExplanation(ExplanationCommon):
    """Every reason of the engine is told with the figures that decided."""

    def assert_told(self, outcome, status, reason, *words):
        self.assertEqual((outcome["status"], outcome["reason"]), (status, reason), outcome)
        for word in words:
            self.assertIn(word, f"{outcome['message']} {outcome['upsell']} {outcome['benefit']}")

    def test_applies_with_shares_and_the_next_slab(self):
        outcome = self.explain((self.tea, 12), (self.soap, 1))["TEA-VOLUME"]
        self.assert_told(outcome, "applied", "applied", "12 Units counts", "5 %", "38 Units more")
        self.assertEqual(outcome["amount"], 30)
        self.assertEqual(
            [(share["line"], share["amount"]) for share in outcome["shares"]], [(1, 30)]
        )
        self.assertEqual(outcome["missing"], {"quantity": 38.0, "unit": "Units"})
        self.assertEqual(outcome["progress"]["percent"], 24)
        self.assertEqual(len(outcome["steps"]), 1)

    def test_free_goods_are_named(self):
        outcome = self.explain((self.soap, 41))["SOAP-20-1"]
        self.assert_told(outcome, "applied", "applied", "2 Units Soap 100 g free", "19 Units more")
        self.assertEqual(outcome["goods"], {"product": "T-SOAP", "quantity": 2.0, "unit": "Units"})

    def test_below_the_first_slab_is_within_reach(self):
        outcome = self.explain((self.soap, 15))["SOAP-20-1"]
        self.assert_told(outcome, "near", "threshold", "15 Units of 20 Units", "5 Units more")
        self.assertEqual(outcome["progress"]["percent"], 75)
        self.assertFalse(outcome["benefit"])

    def test_other_products(self):
        outcome = self.explain((self.soap, 30))["TEA-VOLUME"]
        self.assert_told(outcome, "missed", "product", "Only Tea 250 g count")

    def test_each_dimension_of_the_audience(self):
        grade = self.env["res.partner.grade"].create({"name": "Gold told"})
        territory = self.env["dms.territory"].create(
            {"name": "Far land", "code": "T-FAR", "company_id": False}
        )
        klass = self.env["dms.outlet.class"].create({"name": "Class Z", "code": "T-Z"})
        expected = {
            "tier_ids": (self.tiers["outlet"], "party_tier", self.tiers["outlet"].name),
            "grade_ids": (grade, "party_grade", "Gold told"),
            "channel_ids": (self.channel, "party_channel", "Test Trade"),
            "outlet_class_ids": (klass, "party_outlet_class", "Class Z"),
            "territory_ids": (territory, "party_territory", "Far land"),
            "partner_ids": (self.south, "party_partner", "not for North Traders"),
        }
        # Each scheme needs somebody who may earn it.
        self._create_partner(
            "Somebody", self.tiers["distributor"], dms_channel_id=self.channel.id,
            grade_id=grade.id, dms_outlet_class_id=klass.id, dms_territory_id=territory.id,
        )
        for name, (records, _reason, _word) in expected.items():
            values = {"tier_ids": [Command.clear()], name: [Command.set(records.ids)]}
            self._create_scheme(name, f"AUD-{name}", self.soap, [(1, 1)], **values)
        told = self.explain((self.soap, 5))
        for name, (_records, reason, word) in expected.items():
            with self.subTest(name=name):
                self.assert_told(told[f"AUD-{name}"], "missed", reason, word, "North Traders")

    def test_left_out(self):
        self._create_scheme(
            "Not north", "NOT-NORTH", self.soap, [(1, 1)],
            excluded_partner_ids=[Command.set(self.north.ids)],
        )
        outcome = self.explain((self.soap, 5))["NOT-NORTH"]
        self.assert_told(outcome, "missed", "party_partner", "North Traders is left out by name")

    def test_the_best_of_a_group_is_named(self):
        group = self.env["dms.scheme.group"].create({"name": "Tea group"})
        for code, rate in (("SMALL", 2), ("LARGE", 9)):
            self._create_scheme(f"Tea {code}", code, self.tea, [(1, rate)], group_id=group.id)
        told = self.explain((self.tea, 5))
        self.assert_told(told["LARGE"], "applied", "applied")
        self.assert_told(told["SMALL"], "missed", "exclusive", "Tea group", "Tea LARGE")

    def test_combo_names_what_is_missing(self):
        self._create_scheme(
            "Combo", "COMBO", self.products.browse(), [(1, 10)], mechanism="combo",
            calculation="recurring", benefit_kind="amount", combo_ids=[
                Command.create({"quantity": 2, "product_ids": [Command.set(self.soap.ids)]}),
                Command.create({"quantity": 3, "product_ids": [Command.set(self.tea.ids)]}),
            ],
        )
        outcome = self.explain((self.soap, 2), (self.tea, 1))["COMBO"]
        self.assert_told(outcome, "near", "combo", "2 Units of Tea 250 g")
        self.assertEqual(outcome["missing"], {"quantity": 2.0, "unit": "Units"})
        self.assertEqual(
            self.explain((self.soap, 5), (self.tea, 7))["COMBO"]["amount"], 20
        )

    def test_assortment_names_what_is_missing(self):
        self._create_scheme(
            "Range", "RANGE", self.products, [(1, 3)], mechanism="assortment",
            assortment_distinct=2, assortment_each=3,
        )
        outcome = self.explain((self.soap, 3), (self.tea, 1))["RANGE"]
        self.assert_told(outcome, "near", "assortment", "1 different products")
        self.assertEqual(outcome["missing"], {"quantity": 1.0, "unit": "product"})

    def test_a_budget_that_is_used_up(self):
        self._create_scheme(
            "Capped", "CAPPED", self.tea, [(1, 50)], budget_scope="scheme", budget_amount=10,
        )
        cut = self.explain((self.tea, 2))["CAPPED"]
        self.assert_told(cut, "applied", "applied", "The budget leaves no more")
        self.assertEqual(cut["amount"], 10)

    def test_one_scheme_that_is_not_in_force(self):
        day = self.start - timedelta(days=3)
        outcome = self.explain((self.tea, 12), day=day, scheme=self.volume)["TEA-VOLUME"]
        self.assert_told(outcome, "missed", "date", "not on")
        draft = self._create_scheme("Draft", "DRAFT", self.tea, [(1, 1)], is_started=False)
        told = self.explain((self.tea, 12), scheme=draft)["DRAFT"]
        self.assert_told(told, "missed", "date", "has not been approved")

    def test_nothing_is_told_of_schemes_that_others_know(self):
        told = self.explain((self.tea, 12), (self.soap, 20), among=self.free)
        self.assertEqual(list(told), ["SOAP-20-1"])

    def test_queries_do_not_grow_with_schemes(self):
        def count():
            self.explain((self.tea, 12), (self.soap, 15))
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.explain((self.tea, 12), (self.soap, 15))
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(12):
            self._create_scheme(
                f"More {number}", f"MORE-{number}", self.products[number % 2], [(10, 1), (99, 2)],
                beneficiary="buyer",
            )
        self.env.flush_all()
        self.assertLessEqual(count(), few + 2)

    def test_every_reason_has_words(self):
        for reason in Reason:
            self.assertTrue(self.volume._word_reason(reason), reason)
