"""A PostgreSQL cluster on a socket in the private folder, or the server that the user names."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import Failure, run_logged, tail
from .debian import PrivateApt
from .settings import Settings
from .steps import Stamps

TOOLS = ("initdb", "pg_ctl", "postgres", "psql")
CONFIGURATION = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 512MB
effective_cache_size = 4GB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
wal_compression = on
random_page_cost = 1.1
jit = off
log_min_messages = warning
log_line_prefix = '%m [%p] %d '
"""


class Postgres:
    """The database server that Odoo talks to."""

    def __init__(self, settings: Settings, stamps: Stamps, apt: PrivateApt):
        self.settings, self.stamps, self.apt = settings, stamps, apt
        self.cluster = settings.postgres_home / "data"
        self.log = settings.postgres_home / "postgresql.log"
        self.prefix = settings.postgres_home / "prefix"

    @property
    def is_ours(self) -> bool:
        return not self.settings.database_url

    def ensure(self) -> None:
        """Have a running server, built from nothing where there is none."""
        if not self.is_ours:
            return
        folder = self.settings.postgres_home
        folder.mkdir(parents=True, exist_ok=True)
        self._binaries()
        fingerprint = f"{self._binaries()}|{folder}|{CONFIGURATION}"
        self.stamps.once("cluster", fingerprint, self._create_cluster)
        self._start()
        self.stamps.once("role", fingerprint, self._create_role)

    def stop(self) -> bool:
        """Stop the server; say whether there was one to stop."""
        if not self.is_ours or not self._is_running():
            return False
        self._control("stop", "-m", "fast")
        return True

    def client(self, tool: str) -> tuple[list[str], dict[str, str]]:
        """Command and environment of one of PostgreSQL's own client programs."""
        if not self.is_ours:
            found = shutil.which(tool)
            if not found:
                raise Failure(
                    f"run {tool}", "it is not on this machine",
                    "install Debian's package postgresql-client",
                )
            return [found], dict(os.environ)
        return [str(self._binaries() / tool)], self._environment()

    def _binaries(self) -> Path:
        for base in (Path("/usr/lib/postgresql"), self.prefix / "usr/lib/postgresql"):
            for folder in sorted(base.glob("*/bin"), key=_version, reverse=True):
                if _version(folder) >= 14 and all((folder / tool).exists() for tool in TOOLS):
                    return folder
        self.apt.unpack(["postgresql", "postgresql-client"], self.prefix, dependencies=True)
        if not any(self.prefix.glob("usr/lib/postgresql/*/bin/postgres")):
            raise Failure(
                "unpack PostgreSQL", f"no server below {self.prefix}",
                "install Debian's package postgresql, or set DMS_DATABASE_URL",
            )
        return self._binaries()

    def _environment(self) -> dict[str, str]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        folders = [self.prefix / "usr/lib" / name for name in _triplets(self.prefix)]
        if folders:
            environment["LD_LIBRARY_PATH"] = ":".join(map(str, folders))
        return environment

    def _as_owner(self, command: list[str]) -> list[str]:
        if not self.settings.is_root:
            return command
        return ["runuser", "-u", self.settings.unprivileged_user, "--", *command]

    def _create_cluster(self) -> None:
        settings = self.settings
        if self.cluster.exists():
            self._set_aside_half_made()
        for folder in (self.cluster, settings.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if settings.is_root:
                shutil.chown(folder, settings.unprivileged_user)
        self.log.touch()
        if settings.is_root:
            shutil.chown(self.log, settings.unprivileged_user)
        if not (self.cluster / "PG_VERSION").exists():
            run_logged(
                "create the database cluster",
                self._as_owner([
                    str(self._binaries() / "initdb"), "-D", str(self.cluster), "-U", "postgres",
                    "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                ]),
                settings.logs / "initdb.log",
                env=self._environment(),
                cwd=self.settings.postgres_home,
                remedy=f"remove {self.cluster} and run the command again",
            )
        (self.cluster / "postgresql.auto.conf").write_text(
            CONFIGURATION + f"unix_socket_directories = '{settings.socket_folder}'\n"
        )

    def _set_aside_half_made(self) -> None:
        """An initdb that was cut off leaves no stamp and no database to keep."""
        if not (self.cluster / "global" / "pg_control").exists():
            shutil.rmtree(self.cluster)

    def _start(self) -> None:
        if self._is_running():
            return
        self.settings.socket_folder.mkdir(parents=True, exist_ok=True)
        if self.settings.is_root:
            shutil.chown(self.settings.socket_folder, self.settings.unprivileged_user)
        self._control("start", "-w", "-t", "60", "-l", str(self.log))

    def _is_running(self) -> bool:
        if not (self.cluster / "PG_VERSION").exists():
            return False
        return self._pg_ctl("status").returncode == 0

    def _control(self, *words: str) -> None:
        done = self._pg_ctl(*words)
        if done.returncode:
            raise Failure(
                f"{words[0]} PostgreSQL", tail(self.log) or done.stderr or done.stdout,
                f"read {self.log}; if the cluster is broken, remove {self.cluster}",
            )

    def _pg_ctl(self, *words: str) -> subprocess.CompletedProcess:
        command = [str(self._binaries() / "pg_ctl"), "-D", str(self.cluster), *words]
        # The server inherits our open files: none of them may be a pipe that somebody waits on.
        return subprocess.run(
            self._as_owner(command), env=self._environment(), text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.settings.postgres_home,
        )

    def _create_role(self) -> None:
        psql, environment = self.client("psql")
        statement = (
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dms') THEN "
            "CREATE ROLE dms LOGIN CREATEDB; END IF; END $$"
        )
        done = subprocess.run(
            [*psql, "-h", str(self.settings.socket_folder), "-U", "postgres", "-d", "postgres",
             "-qc", statement],
            env=environment, capture_output=True, text=True, check=False,
        )
        if done.returncode:
            raise Failure("create the database role", done.stderr, f"read {self.log}")


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _triplets(prefix: Path) -> list[str]:
    """Multi-architecture library folders of an unpacked prefix, such as x86_64-linux-gnu."""
    return sorted({path.parent.name for path in prefix.glob("usr/lib/*-linux-gnu*/*.so*")})
