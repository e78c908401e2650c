"""Where things live and what the environment asks for: one object, read once."""

import configparser
import hashlib
import os
import pwd
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .console import Failure

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("dms_distributor", "dms_schemes", "dms_claims", "dms_field", "dms_forecast")
DATABASE = "dms"
# A socket's path may hold 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock" to the folder.
SOCKET_FOLDER_LIMIT = 85


def _home() -> Path:
    return Path(os.environ.get("DMS_HOME") or ROOT / ".dms").expanduser().resolve()


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65533:
        raise Failure(
            "DMS_PORT is not a port that can be used",
            f"DMS_PORT={text!r}",
            "give a number from 1024 to 65533, for example DMS_PORT=8069",
        )
    return int(text)


@dataclass(frozen=True)
class Settings:
    """Folders, ports and switches of this checkout; environment variables win over defaults."""

    home: Path = field(default_factory=_home)
    odoo_home: str = field(default_factory=lambda: os.environ.get("ODOO_HOME", ""))
    database_url: str = field(default_factory=lambda: os.environ.get("DMS_DATABASE_URL", ""))

    @cached_property
    def conf(self) -> configparser.ConfigParser:
        """``odoo.conf``, the one configuration."""
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(ROOT / "odoo.conf")
        return parser

    @cached_property
    def port(self) -> int:
        """Port that people use (the reverse proxy's)."""
        return _port(os.environ.get("DMS_PORT") or "8069")

    @property
    def http_port(self) -> int:
        """Port of Odoo's HTTP workers, behind the proxy."""
        return self.port + 1

    @property
    def gevent_port(self) -> int:
        """Port of Odoo's websocket process, behind the proxy."""
        return self.port + 2

    @property
    def is_root(self) -> bool:
        return os.geteuid() == 0

    @cached_property
    def unprivileged_user(self) -> str:
        """Who runs the database server when we are root (PostgreSQL refuses root)."""
        for name in ("postgres", "nobody"):
            try:
                pwd.getpwnam(name)
            except KeyError:
                continue
            return name
        raise Failure(
            "no unprivileged user to run PostgreSQL as",
            "neither 'postgres' nor 'nobody' is in the password database",
            "create one (useradd --system postgres) or run ./dms as an ordinary user",
        )

    @cached_property
    def postgres_home(self) -> Path:
        """The cluster's folder. Root's database user must be able to reach it, so where the private
        folder lies under a closed directory (/root, say) a folder below /var/lib takes its place.
        """
        if self.is_root and not _reachable_by_others(self.home):
            return Path("/var/lib") / f"dms-{self.fingerprint}"
        return self.home / "postgres"

    def proxy_folder(self, database: str) -> Path:
        """Where the proxy keeps what it cannot hold in memory: its own user must reach it."""
        return (self.postgres_home if self.is_root else self.run) / "nginx" / database

    @cached_property
    def socket_folder(self) -> Path:
        folder = self.postgres_home / "run"
        if len(os.fsencode(folder)) > SOCKET_FOLDER_LIMIT:
            return Path("/tmp") / f"dms-{self.fingerprint}"
        return folder

    @cached_property
    def fingerprint(self) -> str:
        """Short name of this private folder, for what must live outside it."""
        return hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]

    @property
    def venv(self) -> Path:
        return self.home / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def prefix(self) -> Path:
        """Where Debian packages are unpacked."""
        return self.home / "prefix"

    @property
    def commands(self) -> Path:
        """Scripts that run what is unpacked below the prefix; on the path of all that we start."""
        return self.prefix / "bin"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def data(self) -> Path:
        """Odoo's data folder: filestore and sessions."""
        return self.home / "data"

    @cached_property
    def database_options(self) -> dict[str, str]:
        """libpq's words for the server in use: host, port, user, password."""
        if not self.database_url:
            return {"host": str(self.socket_folder), "port": "5432", "user": "dms"}
        url = urlsplit(self.database_url)
        if url.scheme not in ("postgresql", "postgres") or not url.hostname:
            raise Failure(
                "DMS_DATABASE_URL is not a PostgreSQL address",
                f"its scheme is {url.scheme!r} and its host {url.hostname!r}",
                "give postgresql://user:password@host:port of a role that may create databases",
            )
        options = {"host": url.hostname, "port": str(url.port or 5432)}
        if url.username:
            options["user"] = unquote(url.username)
        if url.password:
            options["password"] = unquote(url.password)
        return options



def _reachable_by_others(path: Path) -> bool:
    """Whether an unprivileged user can walk down to ``path``."""
    return all(
        not parent.exists() or parent.stat().st_mode & 0o001 for parent in (path, *path.parents)
    )
