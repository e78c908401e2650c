"""PDFs: whole, readable, without anything that runs by itself."""

import io
import logging
import re
import zlib

from PyPDF2 import PdfReader
from PyPDF2.generic import ArrayObject, DictionaryObject, IndirectObject

from .errors import InspectionError
from .values import MEBIBYTE, Limits

_LABEL = "PDF"
# Names of what a reader runs, starts, fetches or sends. Attached files are none of that: invoices
# carry their figures as one.
_ACTIVE = {
    "/JavaScript", "/JS", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/XFA",
    "/Rendition", "/Movie", "/Sound", "/3D",
}
_ACTIVE_TEXT = re.compile(
    b"(?:" + b"|".join(
        re.escape(name.encode()) for name in sorted(_ACTIVE, key=len, reverse=True)
    ) + rb")(?=[\s/<>\[\]()%]|$)"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_TABLE = re.compile(rb"/(?:ObjStm|XRef)\b")
# The library warns of each oddity of a file; a file's oddities are no news of the server.
logging.getLogger("PyPDF2").setLevel(logging.CRITICAL)


def inspect_pdf(content: bytes, limits: Limits) -> dict:
    """What an ``Inspection`` tells of a PDF: its pages.

    What runs is sought in two ways that a crafted file would have to deceive both: in the bytes
    outside of streams and in unpacked tables of objects, and in the objects as a reader sees them.

    :raise InspectionError: when it is damaged, encrypted, too large or carries what runs
    """
    if b"%%EOF" not in content[-4096:] and b"startxref" not in content[-4096:]:
        raise InspectionError("damaged", format=_LABEL)
    _check_text(content, limits)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise InspectionError("password")
        _check_objects(reader, limits)
        return {"pages": len(reader.pages)}
    except InspectionError:
        raise
    except Exception as error:  # The reader raises whatever comes of damaged bytes.
        raise InspectionError("damaged", format=_LABEL) from error


def _check_text(content: bytes, limits: Limits):
    """Look for what runs in the bytes, and for tables of objects that unpack to too much."""
    left, at, outside = limits.unpacked, 0, []
    for match in _STREAM.finditer(content):
        outside.append(content[at:match.start()])
        at = match.end()
        before = outside[-1][-4096:]
        described = _unescape(before[before.rfind(b"endobj") + 1:])
        if _TABLE.search(described):
            table = _unpack(match.group(1), left)
            left -= len(table)
            _refuse_active(table)
    outside.append(content[at:])
    _refuse_active(b"\n".join(outside))


def _refuse_active(text: bytes):
    if found := _ACTIVE_TEXT.search(_unescape(text)):
        raise InspectionError("active", format=f"{_LABEL}: {found.group().decode()[1:]}")


def _unescape(text: bytes) -> bytes:
    """Names may hide any letter behind its code."""
    return _ESCAPED.sub(lambda match: bytes([int(match.group(1), 16)]), text)


def _unpack(data: bytes, left: int) -> bytes:
    """A table of objects, where it is packed in the usual way; else as it is.

    :raise InspectionError: when it unpacks to more than is ``left``
    """
    unpacker = zlib.decompressobj()
    try:
        table = unpacker.decompress(data, left + 1)
    except zlib.error:
        table = data
    if len(table) > left:
        raise InspectionError("too_large_unpacked", limit=left // MEBIBYTE)
    return table


def _check_objects(reader: PdfReader, limits: Limits):
    """Look for what runs in each object that the tables of the file name."""
    names = {
        (number, generation)
        for generation, numbers in reader.xref.items()
        for number in numbers
    } | {(number, 0) for number in reader.xref_objStm}
    if len(names) > limits.pdf_objects:
        raise InspectionError("too_complex")
    waiting = [reader.trailer]
    for number, generation in sorted(names):
        waiting.append(reader.get_object(IndirectObject(number, generation, reader)))
    seen = 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > 20 * limits.pdf_objects:
            raise InspectionError("too_complex")
        if isinstance(value, DictionaryObject):
            _refuse_keys(value)
            waiting.extend(_get_inner(value.values()))
        elif isinstance(value, ArrayObject):
            waiting.extend(_get_inner(value))


def _refuse_keys(value: DictionaryObject):
    found = _ACTIVE & value.keys()
    action = value.get("/S") if "/S" in value else None
    if action in _ACTIVE:
        found.add(action)
    if found:
        raise InspectionError("active", format=f"{_LABEL}: {min(found)[1:]}")


def _get_inner(values) -> list:
    """What objects hold themselves; what they refer to has a number of its own."""
    return [value for value in values if isinstance(value, DictionaryObject | ArrayObject)]
