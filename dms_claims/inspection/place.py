"""How far two places are apart."""

from math import asin, cos, radians, sin, sqrt

# Mean radius of the Earth in metres (IUGG); the sphere is within 0.6 % of the ellipsoid.
EARTH_RADIUS = 6_371_008.8


def measure_distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres along the great circle between two pairs of latitude and longitude, in degrees."""
    (latitude, longitude), (other_latitude, other_longitude) = one, other
    here, there = radians(latitude), radians(other_latitude)
    half = (
        sin((there - here) / 2) ** 2
        + cos(here) * cos(there) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))
