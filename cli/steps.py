"""Steps that are done once: each leaves a stamp, so that an interrupted run resumes."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from .settings import Settings


class Stamps:
    """What has been built, under which fingerprint."""

    def __init__(self, settings: Settings):
        self.folder = settings.home / "stamps"

    def is_current(self, name: str, fingerprint: str) -> bool:
        stamp = self.folder / name
        return stamp.exists() and stamp.read_text() == fingerprint

    def set(self, name: str, fingerprint: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(fingerprint)

    def clear(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def once(self, name: str, fingerprint: str, build: Callable[[], None]) -> bool:
        """Run ``build`` unless it has succeeded before under the same fingerprint.

        :return: whether it was run now
        """
        if self.is_current(name, fingerprint):
            return False
        self.clear(name)
        build()
        self.set(name, fingerprint)
        return True


def fingerprint_of_files(paths: list[Path]) -> str:
    """Digest of the contents of ``paths``, folders walked; caches do not count."""
    digest = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(path.parent)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
