"""Tells what a file is by its content; unpacks it within bounds."""

import gzip
import io
import re
import zipfile
import zlib

from .errors import IngestError
from .raw import MEBIBYTE, Limits

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A workbook may be a bare stream, which opens with one of these records (BIFF2 to BIFF8).
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
}
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style)\b",
                   re.IGNORECASE | re.DOTALL)
_CHUNK = MEBIBYTE


def detect_kind(content: bytes, file_name: str, limits: Limits) -> tuple[str, bytes]:
    """What the file is (a key of the readers) and its content, unpacked if it was gzip or zip.

    :raise IngestError: when it is nothing that can be read
    """
    if content.startswith(b"\x1f\x8b"):
        content = _unpack_gzip(content, file_name, limits)
        if not content:
            raise IngestError("empty", file_name=file_name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(content, file_name, limits)
    if content.startswith(_OLE2):
        return _detect_ole2(content, file_name), content
    if content.startswith(_BARE_BIFF):
        return "xls", content
    for magic, name in _FOREIGN.items():
        if content.startswith(magic):
            raise IngestError("unsupported", file_name=file_name, format=name)
    start = content[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise IngestError("unsupported", file_name=file_name, format="XML Spreadsheet 2003")
    if start.lower().startswith(b"mime-version:"):
        raise IngestError("unsupported", file_name=file_name, format="MHTML")
    return ("html" if _HTML.match(start) else "text"), content


def _unpack_gzip(content: bytes, file_name: str, limits: Limits) -> bytes:
    parts, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                if size > limits.unpacked:
                    raise _too_large_unpacked(file_name, limits)
                parts.append(part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IngestError("truncated", file_name=file_name) from error
    return b"".join(parts)


def _too_large_unpacked(file_name: str, limits: Limits) -> IngestError:
    return IngestError(
        "too_large_unpacked", file_name=file_name, limit=limits.unpacked // MEBIBYTE
    )


def _detect_zip(content: bytes, file_name: str, limits: Limits) -> tuple[str, bytes]:
    """A workbook, or a zip that holds one readable file and nothing else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_zip(archive, file_name, limits)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx", content
            if "xl/workbook.bin" in names:
                raise IngestError("unsupported", file_name=file_name, format="xlsb")
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
                return "ods", content
            return _unpack_single(archive, file_name, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise IngestError("truncated", file_name=file_name) from error


def _check_zip(archive: zipfile.ZipFile, file_name: str, limits: Limits):
    """Refuse what is encrypted, damaged or unpacks to too much.

    Python's reader stops at the size that the directory states and then compares the checksum, so
    a directory that lies about a size shows as damage and never unpacks more than it states.
    """
    members = archive.infolist()
    if sum(member.file_size for member in members) > limits.unpacked:
        raise _too_large_unpacked(file_name, limits)
    if any(member.flag_bits & 1 for member in members):
        raise IngestError("password", file_name=file_name)
    if archive.testzip() is not None:
        raise IngestError("truncated", file_name=file_name)


def _unpack_single(archive: zipfile.ZipFile, file_name: str, limits: Limits) -> tuple[str, bytes]:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise IngestError("not_a_workbook", file_name=file_name)
    content = archive.read(members[0])
    if not content:
        raise IngestError("empty", file_name=file_name)
    if content.startswith((b"PK", b"\x1f\x8b")) or not members[0].filename.lower().endswith(
        (".csv", ".txt", ".tsv", ".xls")
    ):
        raise IngestError("not_a_workbook", file_name=file_name)
    return detect_kind(content, file_name, limits)


def _detect_ole2(content: bytes, file_name: str) -> str:
    """Names of an OLE2 file's streams are UTF-16 in its directory."""

    def has_stream(name):
        return name.encode("utf-16-le") in content

    if has_stream("WordDocument"):
        raise IngestError("unsupported", file_name=file_name, format="Word")
    if has_stream("Workbook") or has_stream("Book"):
        return "xls"
    # A protected .xlsx is an encrypted package inside an OLE2 file.
    code = "password" if has_stream("EncryptedPackage") else "truncated"
    raise IngestError(code, file_name=file_name)
