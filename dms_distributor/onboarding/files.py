"""What a sent file truly is: its first bytes tell, not its name."""

from enum import StrEnum


class FileKind(StrEnum):
    """Kinds of document that are taken: none of them can carry a script into a page."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"

    @property
    def extension(self) -> str:
        return {"application/pdf": ".pdf", "image/jpeg": ".jpg"}.get(
            self.value, f".{self.value.rpartition('/')[2]}"
        )


def detect_file_kind(content: bytes) -> FileKind | None:
    """The kind of a file, or None when it is none of those that are taken."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return None
