"""When and where a photo says that it was taken."""

import re
from datetime import UTC, datetime, timedelta, timezone

from PIL import Image

_EXIF, _GPS = 0x8769, 0x8825
# Tag of the time and tag of its offset, the moment of the exposure first.
_TIMES = ((0x9003, 0x9011), (0x9004, 0x9012))
_CHANGED, _CHANGED_OFFSET = 0x0132, 0x9010
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})$")


def read_metadata(picture: Image.Image) -> dict:
    """``taken_on``, ``latitude``, ``longitude`` and ``problems`` of a photo.

    What can't be read is left out and told: a photo with damaged metadata is a photo still.
    """
    try:
        exif = picture.getexif()
        main, moment, place = dict(exif), exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        taken_on = _read_gps_time(place) or _read_time(main, moment)
        latitude, longitude = _read_place(place)
    except Exception:  # Pillow raises whatever comes of tags that lie about their kind and length.
        return {"problems": ("metadata_damaged",)}
    return {"taken_on": taken_on, "latitude": latitude, "longitude": longitude}


def _read_time(main: dict, moment: dict) -> datetime | None:
    for tag, offset in _TIMES:
        if taken := _parse_time(moment.get(tag), moment.get(offset)):
            return taken
    return _parse_time(main.get(_CHANGED), moment.get(_CHANGED_OFFSET))


def _parse_time(text, offset) -> datetime | None:
    try:
        taken = datetime.strptime(_as_text(text)[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    if taken.year < 1990:
        return None
    found = _OFFSET.match(_as_text(offset))
    if not found:
        return taken
    sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    if ahead >= timedelta(hours=24):
        return taken
    return taken.replace(tzinfo=timezone(-ahead if sign == "-" else ahead))


def _read_gps_time(place: dict) -> datetime | None:
    """The satellites' time, which no one sets by hand."""
    day, clock = _as_text(place.get(29)), place.get(7)
    if not day or not clock or len(clock) != 3:
        return None
    try:
        midnight = datetime.strptime(day[:10], "%Y:%m:%d").replace(tzinfo=UTC)
        hours, minutes, seconds = (float(part) for part in clock)
    except (ValueError, ZeroDivisionError):
        return None
    seconds += hours * 3600 + minutes * 60
    return midnight + timedelta(seconds=int(seconds)) if 0 <= seconds < 86_401 else None


def _read_place(place: dict) -> tuple[float | None, float | None]:
    latitude = _read_degrees(place.get(2), place.get(1), "S", 90)
    longitude = _read_degrees(place.get(4), place.get(3), "W", 180)
    # Zero and zero is what cameras write that know no place.
    if latitude is None or longitude is None or not (latitude or longitude):
        return None, None
    return latitude, longitude


def _read_degrees(parts, side, negative: str, most: int) -> float | None:
    if not parts or len(parts) != 3:
        return None
    try:
        degrees = sum(float(part) / 60**power for power, part in enumerate(parts))
    except (ZeroDivisionError, ValueError):
        return None
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if _as_text(side).upper().startswith(negative) else degrees, 7)


def _as_text(value) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
