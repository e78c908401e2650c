"""What is told of a file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MEBIBYTE = 2**20


class Kind(StrEnum):
    """What a file serves for as evidence."""

    PHOTO = "photo"
    PDF = "pdf"
    DOCUMENT = "document"
    SHEET = "sheet"
    TEXT = "text"


@dataclass(frozen=True)
class Limits:
    """What a file may be; beyond, it is refused before it can do harm."""

    size: int = 20 * MEBIBYTE
    # What an office document, or the tables of a PDF, may unpack to.
    unpacked: int = 128 * MEBIBYTE
    members: int = 5_000
    # Below that of which Pillow warns; decoding takes three bytes for each.
    pixels: int = 80_000_000
    pdf_objects: int = 50_000
    # The longer side of the picture that is shown.
    shown: int = 1280


@dataclass(frozen=True)
class Inspection:
    """A file that may be kept.

    :ivar extension: what names of such files end with
    :ivar pages: of a PDF; else 0
    :ivar width: of a photo as it is looked at; else 0
    :ivar phash: 64-bit perceptual hash of a photo; None where there is nothing to compare: no
        photo, or one of a bare wall
    :ivar taken_on: when a photo says that it was taken: aware where it tells the offset too, naive
        where it tells the clock only
    :ivar latitude: where it says that it was taken, in decimal degrees, north positive
    :ivar shown: the picture as a JPEG of moderate size, upright and without metadata; else b""
    :ivar problems: codes of what is odd, though no reason to refuse: ``mislabelled``,
        ``metadata_damaged``
    """

    kind: Kind
    mimetype: str
    extension: str
    size: int
    sha256: str
    pages: int = 0
    width: int = 0
    height: int = 0
    phash: int | None = None
    taken_on: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    shown: bytes = b""
    problems: tuple[str, ...] = ()
