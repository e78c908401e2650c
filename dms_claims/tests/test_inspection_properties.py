"""What holds for any file and any two hashes."""

import math
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from ..inspection import (
    Inspection,
    InspectionError,
    get_masks,
    inspect,
    join_bands,
    measure_difference,
    measure_distance,
    split_bands,
)
from .common_evidence import make_heic, make_pdf, make_photo, make_sheet

SAMPLES = (
    make_photo(size=(64, 48), moment="2026:11:02 10:11:12", place=(28.6, 77.2)),
    make_photo(size=(64, 48), file_format="PNG"),
    make_photo(size=(64, 48), file_format="WEBP"),
    make_heic(size=(64, 64)),
    make_pdf(),
    make_sheet(),
)
HASHES = st.integers(0, 2**64 - 1)
PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@st.composite
def damaged(draw):
    """A file in which bytes were changed, inserted or cut off."""
    content = bytearray(draw(st.sampled_from(SAMPLES)))
    for _change in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        content[at:at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(content[:draw(st.integers(len(content) // 2, len(content)))])


@tagged("post_install", "-at_install")
class TestInspectionProperties(unittest.TestCase):
    def answer(self, content, name):
        """A file is told or refused in words; nothing else comes of it."""
        try:
            told = inspect(content, name)
        except InspectionError as refusal:
            self.assertTrue(str(refusal))
        else:
            self.assertIsInstance(told, Inspection)
            self.assertEqual(told.size, len(content))

    @given(st.binary(max_size=400), st.text(max_size=20))
    def test_any_bytes(self, content, name):
        self.answer(content, name)

    @given(st.sampled_from([
        b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"RIFF\x10\0\0\0WEBPVP8 ",
        b"PK\x03\x04", b"\0\0\0\x18ftypheic", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ]), st.binary(max_size=400))
    def test_any_bytes_behind_a_known_beginning(self, magic, content):
        self.answer(magic + content, "")

    @settings(deadline=None, max_examples=150)
    @given(damaged())
    def test_damaged_files(self, content):
        self.answer(content, "")

    @given(HASHES)
    def test_bands_are_the_hash(self, phash):
        self.assertEqual(join_bands(split_bands(phash)), phash)

    @given(HASHES, st.sets(st.integers(0, 63), max_size=11), st.integers(0, 11))
    def test_what_is_near_is_found_by_a_band(self, phash, flipped, distance):
        other = phash
        for place in flipped:
            other ^= 1 << place
        self.assertEqual(measure_difference(phash, other), len(flipped))
        masks = set(get_masks(distance))
        is_found = any(
            one ^ two in masks
            for one, two in zip(split_bands(phash), split_bands(other), strict=True)
        )
        if len(flipped) <= distance:
            self.assertTrue(is_found)

    def test_masks_are_few(self):
        self.assertEqual([len(get_masks(distance)) for distance in (0, 3, 4, 7, 8, 11)],
                         [1, 1, 17, 17, 137, 137])
        for distance in (-1, 12):
            with self.assertRaises(ValueError):
                get_masks(distance)
        for phash in (-1, 2**64):
            with self.assertRaises(ValueError):
                split_bands(phash)

    @given(PLACES, PLACES)
    def test_distances(self, one, other):
        there = measure_distance(one, other)
        self.assertAlmostEqual(there, measure_distance(other, one), 3)
        self.assertTrue(0 <= there <= 20_015_200)
        self.assertEqual(measure_distance(one, one), 0)

    def test_worked_distances(self):
        # One degree of latitude, and Delhi to Mumbai.
        self.assertAlmostEqual(
            measure_distance((0, 0), (1, 0)), math.pi * 6_371_008.8 / 180, 3
        )
        far = measure_distance((28.6139, 77.2090), (19.0760, 72.8777))
        self.assertAlmostEqual(far / 1000, 1148.1, delta=1)
