"""The pure parts of ordering: suggestions, rules of price lists, order files."""

from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from ..ingest import read_raw
from ..ordering import (
    OrderFileError,
    RuleIndex,
    RuleKey,
    daily_sales,
    read_order,
    round_up,
    suggest,
)

quantities = st.integers(0, 10**6)
cases = st.integers(1, 500)


class TestSuggestion(TestCase):
    def test_worked_examples(self):
        # 90 sold in 30 days, 14 days to cover: 42; 10 there, 8 coming: 24, two dozens.
        rates = daily_sales([90], [30])
        self.assertEqual(suggest(rates, 14, [0], [10], [8], [12]).tolist(), [24])
        self.assertEqual(suggest(rates, 14, [0], [10], [9], [12]).tolist(), [24])
        self.assertEqual(suggest(rates, 14, [0], [42], [0], [12]).tolist(), [0])
        self.assertEqual(suggest([0], 14, [30], [0], [0], [12]).tolist(), [36])
        self.assertEqual(suggest(rates, 14, [0], [-100], [0], [1]).tolist(), [42])

    def test_what_only_comes_back_is_not_ordered(self):
        self.assertEqual(daily_sales([-5, 5], [30, 0]).tolist(), [0, 0])

    def test_a_third_of_three_is_one(self):
        self.assertEqual(round_up([0.1 + 0.2], [0.1]).tolist(), [0.1 * 3])
        with self.assertRaises(ValueError):
            round_up([1], [0])

    @given(quantities, st.integers(1, 365), st.integers(0, 90), quantities, quantities, quantities,
           cases)
    @settings(deadline=None)
    def test_covers_the_need_with_the_fewest_cases(
        self, sold, days, cover, minimum, on_hand, coming, case
    ):
        [quantity] = suggest(
            daily_sales([sold], [days]), cover, [minimum], [on_hand], [coming], [case]
        ).tolist()
        need = max(Decimal(sold) * cover / days, minimum) - on_hand - coming
        self.assertEqual(quantity % case, 0)
        self.assertGreaterEqual(quantity + case * 1e-5, float(need))
        if quantity:
            self.assertLess(quantity - case, float(need))


class TestRuleIndex(TestCase):
    @given(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=12),
        st.sets(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=5),
        st.sets(st.integers(0, 11)),
    )
    def test_finds_what_trying_all_rules_finds(self, rules, keys, applicable):
        keys = {RuleKey(*key) for key in keys}
        tried = next((
            position for position, key in enumerate(rules)
            if RuleKey(*key) in keys and position in applicable
        ), None)
        index = RuleIndex(RuleKey(*key) for key in rules)
        self.assertEqual(index.find(keys, applicable.__contains__), tried)


class TestOrderFile(TestCase):
    def read_text(self, text):
        return read_order(read_raw(text.encode(), "order.csv"))

    def test_code_quantity_and_unit(self):
        order = self.read_text(
            "My order\n\nItem Code,Description,Qty,UOM\nT-1,Tea,\"1,200\",cs\nT-2,Soap,3.5,\n"
            "T-3,Oil,many,\nT-4,Salt,0,\nTotal,,1203.5,\n"
        )
        self.assertEqual(
            [(row.row, row.codes[0], row.quantity, row.unit) for row in order.rows],
            [(4, "T-1", 1200, "cs"), (5, "T-2", Decimal("3.5"), ""), (6, "T-3", None, "")],
        )
        self.assertEqual(order.rows[0].codes, ("T-1", "Tea"))
        self.assertEqual(order.rows[2].text, "many")

    def test_columns_of_cases_and_pieces(self):
        order = self.read_text("SKU;Cases;Pieces\nT-1;2;5\nT-2;;4\nT-3;;\n")
        self.assertEqual(
            [(row.codes[0], row.quantity, row.kind) for row in order.rows],
            [("T-1", 2, "case"), ("T-1", 5, "piece"), ("T-2", 4, "piece")],
        )

    def test_without_headings(self):
        order = self.read_text("8901,12\n8902,24 Pcs\n")
        self.assertEqual(
            [(row.codes[0], row.quantity, row.unit) for row in order.rows],
            [("8901", 12, ""), ("8902", 24, "Pcs")],
        )

    def test_says_which_headings_it_found(self):
        with self.assertRaises(OrderFileError) as caught:
            self.read_text("Sort\na\nb\n")
        self.assertEqual(caught.exception.headings, ["Column A"])
