"""Great-circle distances, vectorised."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Mean radius of the Earth (IUGG). The sphere is within 0.6 % of the ellipsoid everywhere.
EARTH_RADIUS_KM = 6371.0088

Places = NDArray[np.float64]


def as_places(places: ArrayLike) -> Places:
    """Read ``places`` as an array of shape (n, 2).

    :param places: pairs (latitude, longitude) in decimal degrees
    :raise ValueError: when they are not pairs, not numbers, or lie off the globe
    """
    array = np.asarray(places, dtype=np.float64)
    if array.size == 0:
        return array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"places must be pairs (latitude, longitude), not of shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("a place has a coordinate that is not a number")
    if (np.abs(array) > (90.0, 180.0)).any():
        raise ValueError("a latitude lies beyond ±90° or a longitude beyond ±180°")
    return array


def great_circle(start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """Distance in kilometres over the sphere, by the haversine formula.

    The arguments are broadcast: pairs with pairs, one with many, columns with rows. The haversine
    stays exact for places metres apart, where the cosine formula does not.

    :param start: array whose last axis is (latitude, longitude) in decimal degrees
    :param end: likewise
    """
    start, end = np.radians(np.asarray(start, float)), np.radians(np.asarray(end, float))
    half = np.sin((end - start) / 2.0) ** 2
    haversine = half[..., 0] + np.cos(start[..., 0]) * np.cos(end[..., 0]) * half[..., 1]
    # Rounding can pass 1 by a hair for antipodes.
    return 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0.0, 1.0)))


def distance_matrix(places: ArrayLike) -> NDArray[np.float64]:
    """Distances in kilometres from every place to every other.

    :param places: n pairs (latitude, longitude)
    :return: an array of shape (n, n), symmetric, with zeros on its diagonal
    :raise ValueError: see :func:`as_places`
    """
    array = as_places(places)
    return great_circle(array[:, None, :], array[None, :, :])
