"""Whether a check-in was made at the outlet."""

from typing import NamedTuple

from .distance import great_circle

INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"

Place = tuple[float, float]


class Fix(NamedTuple):
    """What a position says: how far from the outlet, and on which side of its fence."""

    distance_m: float | None
    status: str


def has_place(place: Place) -> bool:
    """Whether coordinates are given: 0°, 0° lies in the Gulf of Guinea and stands for "unset"."""
    return any(place)


def locate(position: Place, outlet: Place, radius_m: float) -> Fix:
    """Compare a position with the circle of ``radius_m`` around an outlet; the rim is inside.

    :param position: where the representative was, or (0, 0)
    :param outlet: where the outlet is, or (0, 0)
    :return: the distance in metres and INSIDE or OUTSIDE; (None, UNKNOWN) without both places
    :raise ValueError: when the radius is negative
    """
    if radius_m < 0:
        raise ValueError(f"a radius cannot be negative: {radius_m}")
    if not has_place(position) or not has_place(outlet):
        return Fix(None, UNKNOWN)
    distance_m = float(great_circle(position, outlet)) * 1000.0
    return Fix(distance_m, INSIDE if distance_m <= radius_m else OUTSIDE)
