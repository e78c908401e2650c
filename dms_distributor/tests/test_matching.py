"""The pure package that says how likely two outlets are one."""

import math
import unittest

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ..matching import name_key, phone_key, score, tax_key

similarity = st.floats(0, 1)
metres = st.one_of(st.just(math.nan), st.floats(0, 20_000_000))
flag = st.booleans()
flags = st.tuples(flag, flag, flag)
evidence = st.tuples(similarity, metres, flag, flag, flag)


def score_one(*evidence):
    [value] = score(*([piece] for piece in evidence))
    return value


class TestKeys(unittest.TestCase):
    def test_names_that_meet(self):
        for first, second in (
            ("M/s Kapoor Genl. Stores", "KAPOOR GENERAL STORE"),
            ("Café Délice", "Cafe Delice"),
            ("Sharma & Bros", "Sharma Brothers"),
            ("Smørrebrød", "Smorrebrod"),
            ("The O'Brien Shop", "OBrien shop"),
        ):
            self.assertEqual(name_key(first), name_key(second))

    def test_other_scripts_keep_their_letters(self):
        self.assertEqual(name_key("Магазин № 1"), name_key("магазин № 1"))
        self.assertTrue(name_key("دكان الحي"))

    def test_what_says_nothing_has_no_key(self):
        for nothing in (None, "", " - ", "***"):
            self.assertEqual(name_key(nothing), "")
        for nothing in (None, "", "12345", "0000000000", "n/a"):
            self.assertEqual(phone_key(nothing), "")
        for nothing in (None, "", "--", "000000"):
            self.assertEqual(tax_key(nothing), "")

    def test_phones_that_meet(self):
        keys = {phone_key(phone) for phone in (
            "+91 98753 10999", "098753-10999", "9875310999", "0091 98753.10999",
        )}
        self.assertEqual(keys, {"875310999"})

    def test_tax_numbers_that_meet(self):
        self.assertEqual(tax_key("27 aapfu-0939f1zv"), "27AAPFU0939F1ZV")

    @given(st.text())
    def test_a_key_is_its_own_key(self, text):
        for key in (phone_key, tax_key):
            self.assertEqual(key(key(text)), key(text))
        self.assertNotIn("  ", name_key(text))
        self.assertEqual(name_key(text), name_key(text).strip())


class TestScore(unittest.TestCase):
    def test_worked_examples(self):
        for pieces, expected in (
            # The same name and nothing else.
            ((1.0, math.nan, False, False, False), 75),
            # The same name next door: 1 - 0.25 × 0.525.
            ((1.0, 10.0, False, False, False), 87),
            # The same phone, and names that have little in common: 1 - 0.97 × 0.25.
            ((0.2, math.nan, True, False, False), 76),
            # The same tax number alone.
            ((0.0, math.nan, False, True, False), 95),
            # Neighbours of another name.
            ((0.3, 0.0, False, False, False), 53),
            # The same name 5 km away: 75 × 0.6.
            ((1.0, 5000.0, False, False, False), 45),
            # The same name next door, with another tax number.
            ((1.0, 10.0, False, False, True), 43),
        ):
            self.assertEqual(score_one(*pieces), expected, pieces)

    @given(evidence)
    def test_lies_between_0_and_100(self, pieces):
        self.assertTrue(0 <= score_one(*pieces) <= 100)

    @given(similarity, similarity, metres, flags)
    def test_a_name_more_alike_never_lowers_it(self, first, second, distance, rest):
        rest = (distance, *rest)
        low, high = sorted((first, second))
        self.assertLessEqual(score_one(low, *rest), score_one(high, *rest))

    @given(similarity, st.floats(0, 1e6), st.floats(0, 1e6), flags)
    def test_being_nearer_never_lowers_it(self, alike, first, second, rest):
        near, far = sorted((first, second))
        self.assertGreaterEqual(score_one(alike, near, *rest), score_one(alike, far, *rest))

    @given(similarity, metres, flag, flag)
    def test_the_same_phone_and_tax_number_speak_for_it(self, alike, distance, other, third):
        self.assertGreaterEqual(
            score_one(alike, distance, True, other, third),
            score_one(alike, distance, False, other, third),
        )
        self.assertGreaterEqual(
            score_one(alike, distance, other, True, third),
            score_one(alike, distance, other, False, third),
        )
        self.assertLessEqual(
            score_one(alike, distance, other, third, True),
            score_one(alike, distance, other, third, False),
        )

    @given(st.lists(evidence, max_size=20))
    def test_each_pair_is_scored_for_itself(self, rows):
        columns = list(zip(*rows, strict=True)) or [()] * 5
        expected = [score_one(*row) for row in rows]
        np.testing.assert_array_equal(score(*columns), expected)
