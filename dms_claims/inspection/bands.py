"""Perceptual hashes as bands that an index can find.

By the pigeonhole principle, of two hashes that differ in k of their 64 bits, one of the four bands
differs in k // 4 bits at most. Who looks for hashes within k bits therefore asks each band for the
few values that near, and compares only what that finds: the answer is exact.
"""

from functools import cache
from itertools import combinations

BAND_BITS, BAND_COUNT = 16, 4
_BAND = (1 << BAND_BITS) - 1


def split_bands(phash: int) -> tuple[int, ...]:
    """The bands of a 64-bit hash, the highest bits first."""
    if not 0 <= phash < 1 << BAND_BITS * BAND_COUNT:
        raise ValueError(f"{phash} is no unsigned number of {BAND_BITS * BAND_COUNT} bits")
    return tuple(phash >> BAND_BITS * place & _BAND for place in reversed(range(BAND_COUNT)))


def join_bands(bands) -> int:
    """The hash that ``bands`` were split from."""
    phash = 0
    for band in bands:
        phash = phash << BAND_BITS | band
    return phash


def measure_difference(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return (one ^ other).bit_count()


@cache
def get_masks(distance: int) -> tuple[int, ...]:
    """By what a band may differ, where the hashes differ in ``distance`` bits at most.

    :raise ValueError: where the masks would be so many that a scan is cheaper
    """
    if not 0 <= distance < 3 * BAND_COUNT:
        raise ValueError(f"hashes are compared up to {3 * BAND_COUNT - 1} bits, not {distance}")
    return tuple(
        sum(1 << place for place in places)
        for count in range(distance // BAND_COUNT + 1)
        for places in combinations(range(BAND_BITS), count)
    )
