"""From bytes to an ``Inspection``."""

import hashlib

from .documents import OLE2, ZIP, detect_ole2, detect_package, detect_text
from .errors import InspectionError
from .formats import (
    DANGEROUS,
    FOREIGN,
    HEIC,
    JPEG,
    PDF,
    PNG,
    WEBP,
    Format,
    find_markup,
    get_ending,
    get_promise,
    is_heic,
)
from .pictures import inspect_picture
from .portable import inspect_pdf
from .values import MEBIBYTE, Inspection, Kind, Limits

_MAGIC = (
    (JPEG, lambda content: content.startswith(b"\xff\xd8\xff")),
    (PNG, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    (PDF, lambda content: content.startswith(b"%PDF-")),
    (WEBP, lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP"),
    (HEIC, is_heic),
)


def inspect(content: bytes, file_name: str = "", limits: Limits | None = None) -> Inspection:
    """What a file is.

    :param file_name: as its sender calls it; it decides nothing, but must not mislead
    :raise InspectionError: naming the file, why it is not taken and what to send instead
    """
    try:
        return _inspect(content, file_name, limits or Limits())
    except InspectionError as error:
        raise error.named(file_name) from error.__cause__


def _inspect(content: bytes, file_name: str, limits: Limits) -> Inspection:
    if not content.strip(b"\0\t\r\n "):
        raise InspectionError("empty")
    if len(content) > limits.size:
        raise InspectionError(
            "too_large", size=round(len(content) / MEBIBYTE, 1), limit=limits.size // MEBIBYTE
        )
    found = _detect(content, file_name, limits)
    told = {"problems": ()} | _check_name(found, file_name)
    if found.kind == Kind.PHOTO:
        picture = inspect_picture(content, found, limits)
        told["problems"] += picture.pop("problems", ())
        told |= picture
    elif found is PDF:
        told |= inspect_pdf(content, limits)
    return Inspection(
        kind=found.kind, mimetype=found.mimetype, extension=found.endings[0], size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), **told,
    )


def _detect(content: bytes, file_name: str, limits: Limits) -> Format:
    """The format by content.

    :raise InspectionError: when it is none that is taken
    """
    if found := next((taken for taken, begins in _MAGIC if begins(content)), None):
        return found
    if content.startswith(ZIP):
        return detect_package(content, limits)
    if content.startswith(OLE2):
        return detect_ole2(content)
    _refuse_foreign(content)
    return detect_text(content, get_ending(file_name))


def _refuse_foreign(content: bytes):
    for code, magic, label in FOREIGN:
        # A text may begin with the same letters, but has no zeros.
        if content.startswith(magic) and (not magic.isalnum() or b"\0" in content[:1024]):
            raise InspectionError(code, format=label)
    if content[4:8] == b"ftyp":
        raise InspectionError("unsupported", format="video")
    if content[257:262] == b"ustar":
        raise InspectionError("archive", format="tar")
    if markup := find_markup(content[:4096].replace(b"\0", b"")):
        raise InspectionError("markup", format=markup)


def _check_name(found: Format, file_name: str) -> dict:
    """Refuse a name that misleads whoever opens the file.

    Phones and messengers call a photo by the format of another; that is told, and no harm.

    :raise InspectionError: naming what the content is
    """
    about = {"format": found.label, "extension": found.endings[0]}
    if get_ending(file_name) in DANGEROUS:
        raise InspectionError("dangerous_name", **about)
    promise = get_promise(file_name)
    if promise is None or promise is found:
        return {}
    if found.kind == promise.kind == Kind.PHOTO:
        return {"problems": ("mislabelled",)}
    raise InspectionError("mislabelled", **about)
