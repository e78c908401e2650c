"""Whole numbers in arrays: int64 where a bound proves that it holds them, Python's otherwise."""

import numpy as np

# Sums of two numbers below it stay within int64.
LIMIT = 2**62


def compact(numbers) -> np.ndarray:
    """Integers as int64 where they fit, as Python's own otherwise.

    :raise TypeError: for an array of floating point numbers, which may have lost digits already
    """
    if isinstance(numbers, np.ndarray) and numbers.dtype.kind == "f":
        raise TypeError("Figures must be whole numbers, in a scale that keeps all their digits.")
    array = np.asarray(numbers)
    if array.dtype == np.int64:
        return array
    array = np.array(numbers, dtype=object)
    if not array.size or max(abs(array.max()), abs(array.min())) < LIMIT:
        return array.astype(np.int64)
    return array


def widest(array: np.ndarray) -> int:
    """The largest size of a number of the array."""
    return max(int(array.max()), -int(array.min()), 1) if array.size else 1


def exact(bound: int, *arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    """The arrays in a type in which numbers up to ``bound`` stay exact."""
    if bound < LIMIT:
        return arrays
    return tuple(array.astype(object) for array in arrays)


def rounded(numerator: np.ndarray, divisor: np.ndarray, is_half_up: np.ndarray) -> np.ndarray:
    """Quotients of integers of zero or more: to the nearest, ties up, or down."""
    double, bound = is_half_up + 1, 2 * (widest(numerator) + widest(divisor))
    numerator, divisor = exact(bound, numerator, divisor)
    return (double * numerator + is_half_up * divisor) // (double * divisor)
