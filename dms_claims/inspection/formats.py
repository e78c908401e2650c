"""Formats: how content shows them, and what names promise."""

import re
from dataclasses import dataclass

from .values import Kind


@dataclass(frozen=True)
class Format:
    """A format that is taken.

    :ivar endings: of names that promise it, the usual one first
    """

    label: str
    kind: Kind
    mimetype: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
JPEG = Format("JPEG", Kind.PHOTO, "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = Format("PNG", Kind.PHOTO, "image/png", (".png",))
WEBP = Format("WebP", Kind.PHOTO, "image/webp", (".webp",))
HEIC = Format("HEIC", Kind.PHOTO, "image/heic", (".heic", ".heif"))
PDF = Format("PDF", Kind.PDF, "application/pdf", (".pdf",))
DOCX = Format("Word", Kind.DOCUMENT, f"{_OFFICE}.wordprocessingml.document", (".docx",))
DOC = Format("Word 97", Kind.DOCUMENT, "application/msword", (".doc",))
ODT = Format("OpenDocument text", Kind.DOCUMENT, f"{_OPEN}.text", (".odt",))
XLSX = Format("Excel", Kind.SHEET, f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
XLS = Format("Excel 97", Kind.SHEET, "application/vnd.ms-excel", (".xls",))
ODS = Format("OpenDocument sheet", Kind.SHEET, f"{_OPEN}.spreadsheet", (".ods",))
TEXT = Format("plain text", Kind.TEXT, "text/plain", (".txt", ".log", ".text"))
CSV = Format("CSV", Kind.SHEET, "text/csv", (".csv", ".tsv"))
TAKEN = (JPEG, PNG, WEBP, HEIC, PDF, DOCX, DOC, ODT, XLSX, XLS, ODS, TEXT, CSV)

# What is refused: the code of the message, then how content begins, then what it is.
FOREIGN = (
    ("program", b"MZ", "Windows program"),
    ("program", b"\x7fELF", "Linux program"),
    ("program", b"#!", "script"),
    ("program", b"\xca\xfe\xba\xbe", "Java or macOS program"),
    ("program", b"\xfe\xed\xfa\xce", "macOS program"),
    ("program", b"\xfe\xed\xfa\xcf", "macOS program"),
    ("program", b"\xce\xfa\xed\xfe", "macOS program"),
    ("program", b"\xcf\xfa\xed\xfe", "macOS program"),
    ("program", b"dex\n", "Android program"),
    ("program", b"\0asm", "WebAssembly"),
    ("program", b"L\0\0\0\x01\x14\x02\0", "Windows shortcut"),
    ("archive", b"Rar!", "RAR"),
    ("archive", b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    ("archive", b"\x1f\x8b", "gzip"),
    ("archive", b"BZh", "bzip2"),
    ("archive", b"\xfd7zXZ\0", "xz"),
    ("archive", b"\x28\xb5\x2f\xfd", "Zstandard"),
    ("archive", b"MSCF", "cabinet"),
    ("unsupported", b"GIF8", "GIF"),
    ("unsupported", b"BM", "BMP"),
    ("unsupported", b"II*\0", "TIFF"),
    ("unsupported", b"MM\0*", "TIFF"),
    ("unsupported", b"8BPS", "Photoshop"),
    ("unsupported", b"%!PS", "PostScript"),
    ("unsupported", b"{\\rtf", "RTF"),
    ("unsupported", b"SQLite format 3", "database"),
    ("unsupported", b"ID3", "sound"),
    ("unsupported", b"OggS", "sound"),
    ("unsupported", b"RIFF", "sound or video"),
    ("unsupported", b"\x1aE\xdf\xa3", "video"),
    ("unsupported", b"\0\0\x01\0", "icon"),
)
# Names that a computer opens as a program or a page, whatever the content is.
DANGEROUS = {
    ".app", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".gadget", ".hta", ".htm",
    ".html", ".inf", ".iso", ".jar", ".js", ".jse", ".lnk", ".mht", ".mhtml", ".msc", ".msi",
    ".php", ".pif", ".ps1", ".py", ".reg", ".scr", ".sct", ".sh", ".shtml", ".svg", ".svgz",
    ".url", ".vb", ".vbe", ".vbs", ".wsf", ".wsh", ".xht", ".xhtml", ".xml", ".xsl", ".xslt",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MARKUP = re.compile(
    rb"<(?:!doctype|!entity|\?xml|\?php|svg|html|head|body|script|iframe|img|object|embed|style|"
    rb"meta|link|table|form|a)\b",
    re.IGNORECASE,
)
_PROMISES = {ending: taken for taken in TAKEN for ending in taken.endings}


def get_ending(file_name: str) -> str:
    """The ending of a name in lower case, as a computer reads it; empty: it has none."""
    # Trailing dots and blanks are dropped by Windows, and control marks turn the reading around.
    stem, dot, ending = re.sub(r"[\s.\u200e\u200f\u202a-\u202e]+$", "", file_name).rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def get_promise(file_name: str) -> Format | None:
    """The format that a name promises, if it is one that is taken."""
    return _PROMISES.get(get_ending(file_name))


def is_heic(content: bytes) -> bool:
    """Whether content is a still picture of the HEIF family."""
    if content[4:8] != b"ftyp":
        return False
    length = int.from_bytes(content[:4], "big")
    brands = {content[8:12], *(content[at:at + 4] for at in range(16, min(length, 256), 4))}
    return bool(brands & _HEIC_BRANDS)


def find_markup(content: bytes) -> str:
    """What page or drawing a text is; empty: none."""
    found = _MARKUP.search(content)
    if not found:
        return ""
    word = found.group()[1:].strip(b"!?").decode().upper()
    if b"<svg" in content.lower():
        return "SVG"
    return "XML" if word in ("XML", "ENTITY") else "HTML"
