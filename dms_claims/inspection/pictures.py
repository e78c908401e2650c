"""Photos: whole, of a bearable size, upright, and painted anew for who looks at them."""

import io
import warnings

import imagehash
import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

from .errors import InspectionError
from .formats import HEIC, JPEG, PNG, WEBP, Format
from .metadata import read_metadata
from .values import Limits

_END_OF_JPEG, _START_OF_SCAN = b"\xff\xd9", 0xDA
_END_OF_PNG = b"IEND\xaeB`\x82"
# Odoo keeps Pillow from looking for its plugins, so that of WebP is named by itself.
_PILLOW_NAMES = {JPEG: "JPEG", PNG: "PNG", WEBP: WebPImagePlugin.WebPImageFile.format}
# Standard deviation of grey, of 255, below which there is nothing that could be recognised.
_PLAIN = 4.0
_QUALITY = 82


def inspect_picture(content: bytes, found: Format, limits: Limits) -> dict:
    """What an ``Inspection`` tells of a photo.

    :raise InspectionError: when it is damaged or has too many pixels
    """
    if not _is_whole(content, found):
        raise InspectionError("damaged", format=found.label)
    try:
        picture = _open(content, found, limits)
        metadata = read_metadata(picture)
        width, height, shown = _paint(picture, limits)
    except InspectionError:
        raise
    except Image.DecompressionBombError as error:
        raise InspectionError("too_many_pixels", limit=limits.pixels // 10**6) from error
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError,
        EOFError, RuntimeError, ArithmeticError, AttributeError, MemoryError,
    ) as error:
        # Decoders of damaged bytes raise whatever comes of them.
        raise InspectionError("damaged", format=found.label) from error
    stream = io.BytesIO()
    shown.save(stream, "JPEG", quality=_QUALITY)
    return {
        **metadata, "width": width, "height": height, "phash": hash_picture(shown),
        "shown": stream.getvalue(),
    }


def hash_picture(picture: Image.Image) -> int | None:
    """The perceptual hash of a picture; None when it shows nothing that could be recognised."""
    grey = picture.convert("L").resize((32, 32), Image.Resampling.BILINEAR)
    if float(np.asarray(grey, dtype=np.float64).std()) < _PLAIN:
        return None
    return int(str(imagehash.phash(picture)), 16)


def _open(content: bytes, found: Format, limits: Limits) -> Image.Image:
    """The picture, not decoded yet where its format allows that."""
    if found is HEIC:
        heif = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
        _check_pixels(heif.size, limits)
        return heif.to_pillow()
    with warnings.catch_warnings():
        # Ours is the lower limit.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(content), formats=[_PILLOW_NAMES[found]])
    _check_pixels(picture.size, limits)
    return picture


def _check_pixels(size, limits: Limits):
    width, height = size
    if width * height > limits.pixels:
        raise InspectionError("too_many_pixels", limit=limits.pixels // 10**6)


def _paint(picture: Image.Image, limits: Limits):
    """Width and height of the picture as it is looked at, and what is shown of it."""
    size = picture.size
    orientation = picture.getexif().get(0x0112, 1)
    # A JPEG is decoded at an eighth, a quarter or half of its size where that is enough.
    picture.draft("RGB", (limits.shown, limits.shown))
    shown = picture if picture.mode == "RGB" else _flatten(picture)
    shown.thumbnail((limits.shown, limits.shown), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(shown)
    width, height = reversed(size) if orientation in (5, 6, 7, 8) else size
    # Painted into a canvas of our own: nothing that came along with the bytes goes with it.
    canvas = Image.new("RGB", upright.size)
    canvas.paste(upright)
    return width, height, canvas


def _flatten(picture: Image.Image) -> Image.Image:
    """The picture in plain colours; what is transparent becomes white."""
    exif = picture.getexif()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    flat.info["exif"] = exif.tobytes()
    return flat


def _is_whole(content: bytes, found: Format) -> bool:
    """Whether a photo goes on to its end.

    Pillow is not asked: Odoo's reports have it read over what is cut off, for the whole process.
    """
    if found is JPEG:
        return _END_OF_JPEG in content[_find_scan(content):]
    if found is PNG:
        return _END_OF_PNG in content
    if found is WEBP:
        return int.from_bytes(content[4:8], "little") + 8 <= len(content)
    return True


def _find_scan(content: bytes) -> int:
    """Where the picture of a JPEG begins, behind segments that may hold pictures of their own."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        if content[at + 1] == _START_OF_SCAN:
            return at
        at += 2 + int.from_bytes(content[at + 2:at + 4], "big")
    return len(content)
