"""Office documents and plain text: whole, bounded, without programs."""

import io
import re
import zipfile
import zlib

from .errors import InspectionError
from .formats import CSV, DOC, DOCX, ODS, ODT, TEXT, XLS, XLSX, Format, find_markup
from .values import MEBIBYTE, Limits

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": ODS,
}
_PROGRAMS = re.compile(
    r"vbaproject\.bin$|(^|/)activex/|(^|/)(basic|scripts)/|\.(exe|dll|js|vbs|bat|cmd|ps1|jar)$",
    re.IGNORECASE,
)
# Fetched or run when the document is opened.
_FETCHED = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument)[\"'])", re.IGNORECASE,
)
_TYPE_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError,
    RuntimeError, IndexError,
)


def detect_package(content: bytes, limits: Limits) -> Format:
    """The format of a zip that is an office document.

    :raise InspectionError: when it is another archive, damaged, too large, or carries programs
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = _check_members(package, limits)
            found = _recognise(package, names)
            _check_inactive(package, names, found)
            return found
    except _FAULTS as error:
        raise InspectionError("damaged", format="zip") from error


def _check_members(package: zipfile.ZipFile, limits: Limits) -> list[str]:
    """Names in a package of which the sizes stated, the real ones and the checksums are right.

    Python's reader stops at the size that the directory states and then compares the checksum, so
    a directory that lies shows as damage and never unpacks more than it states.
    """
    members = package.infolist()
    if len(members) > limits.members:
        raise InspectionError("too_complex")
    if sum(member.file_size for member in members) > limits.unpacked:
        raise InspectionError("too_large_unpacked", limit=limits.unpacked // MEBIBYTE)
    if any(member.flag_bits & 1 for member in members):
        raise InspectionError("password")
    if package.testzip() is not None:
        raise InspectionError("damaged", format="zip")
    return [member.filename for member in members]


def _recognise(package: zipfile.ZipFile, names: list[str]) -> Format:
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
        raise InspectionError("unsupported", format="Office")
    if "mimetype" in names:
        kind = package.read("mimetype")[:256].strip()
        if kind in _OPEN_DOCUMENTS:
            return _OPEN_DOCUMENTS[kind]
        raise InspectionError("unsupported", format="OpenDocument")
    raise InspectionError("archive", format="zip")


def _check_inactive(package: zipfile.ZipFile, names: list[str], found: Format):
    for name in names:
        if _PROGRAMS.search(name):
            raise InspectionError("active", format=f"{found.label}: {name}")
        if not name.endswith((".rels", ".xml")):
            continue
        text = package.read(name)
        if name.endswith(".rels") and _FETCHED.search(text):
            raise InspectionError("active", format=f"{found.label}: {name}")
        if _TYPE_DECLARED.search(text[:4096]):
            raise InspectionError("active", format=f"{found.label}: {name}")
        if found is XLSX and b"<ddeLink" in text:
            raise InspectionError("active", format=f"{found.label}: {name}")


def detect_ole2(content: bytes) -> Format:
    """The format of an older office document; names of its streams are UTF-16.

    :raise InspectionError: when it is none, has macros or is encrypted
    """
    def has_stream(name):
        return name.encode("utf-16-le") in content

    if has_stream("EncryptedPackage") or has_stream("EncryptionInfo"):
        raise InspectionError("password")
    found = DOC if has_stream("WordDocument") else (
        XLS if has_stream("Workbook") or has_stream("Book") else None
    )
    if found is None:
        raise InspectionError("unsupported", format="OLE")
    if has_stream("_VBA_PROJECT") or has_stream("Macros"):
        raise InspectionError("active", format=f"{found.label}: VBA")
    return found


def detect_text(content: bytes, ending: str) -> Format:
    """Plain text, or a table in plain text where the name says so.

    :raise InspectionError: when it is markup, or no text at all
    """
    text = _decode(content)
    if text is None or _CONTROLS.search(text):
        raise InspectionError("unsupported", format="?")
    # Browsers guess from the beginning, people from the whole.
    if markup := find_markup(text.encode()):
        raise InspectionError("markup", format=markup)
    return CSV if ending in CSV.endings else TEXT


def _decode(content: bytes) -> str | None:
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
