"""The running system: Odoo's processes and the reverse proxy before them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, tail
from .odoo_command import odoo_command, odoo_environment
from .proxy import write_configuration
from .settings import Settings

START_SECONDS = 90
STOP_SECONDS = 25


@dataclass(frozen=True)
class Server:
    """One Odoo with its proxy, serving one database.

    :param port: where people reach it; the next two are Odoo's HTTP and websocket ports
    """

    settings: Settings
    nginx: tuple[str, ...]
    nginx_environment: dict[str, str]
    database: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def folder(self) -> Path:
        return self.settings.run / self.database

    @property
    def proxy_folder(self) -> Path:
        return self.settings.proxy_folder(self.database)

    @property
    def pid_files(self) -> tuple[Path, Path]:
        """Of the proxy and of Odoo, in the order in which they are stopped."""
        return self.proxy_folder / "nginx.pid", self.folder / "odoo.pid"

    @property
    def log(self) -> Path:
        return self.settings.logs / f"odoo-{self.database}.log"

    def is_running(self) -> bool:
        """Whether our own processes are up and Odoo answers."""
        return all(_alive(_read_pid(file)) for file in self.pid_files) and self._answers()

    def start(self) -> None:
        """Start what does not run yet and wait until Odoo answers.

        :raise Failure: when a port is taken or Odoo does not come up
        """
        if self.is_running():
            return
        self.stop()
        self._check_ports()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = odoo_command(
            self.settings, self.database, f"--http-port={self.port + 1}",
            f"--gevent-port={self.port + 2}", f"--db-filter=^{self.database}$",
        )
        with self.log.open("ab") as output:
            odoo = subprocess.Popen(
                command, env=odoo_environment(self.settings), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )
        (self.folder / "odoo.pid").write_text(str(odoo.pid))
        self._start_proxy()
        self._wait(odoo)

    def stop(self) -> bool:
        """Stop the processes; say whether there were any."""
        stopped = False
        for file in self.pid_files:
            pid = _read_pid(file)
            if _alive(pid):
                _terminate(pid)
                stopped = True
            file.unlink(missing_ok=True)
        return stopped

    def _start_proxy(self) -> None:
        configuration = write_configuration(
            self.proxy_folder, self.port,
            self.settings.unprivileged_user if self.settings.is_root else "",
        )
        log = self.settings.logs / f"nginx-{self.database}.log"
        done = subprocess.run(
            [*self.nginx, "-p", str(self.proxy_folder), "-e", str(log), "-c", str(configuration)],
            env=self.nginx_environment, capture_output=True, text=True, check=False,
        )
        if done.returncode:
            self.stop()
            raise Failure("start the reverse proxy", done.stderr, f"read {log}")

    def _wait(self, odoo: subprocess.Popen) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if odoo.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.2)
        self.stop()
        raise Failure("start Odoo", tail(self.log), f"read {self.log}")

    def _answers(self) -> bool:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            # The websocket's process has no page of its own to ask for.
            socket.create_connection(("127.0.0.1", self.port + 2), timeout=5),
        ):
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            return opener.open(f"{self.url}/web/health", timeout=5).status == 200
        return False

    def _check_ports(self) -> None:
        for port in range(self.port, self.port + 3):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    raise Failure(
                        f"use port {port}", f"another program has it ({error.strerror})",
                        "stop that program, or set DMS_PORT to another port, for example 9069",
                    ) from None


def _read_pid(file: Path) -> int:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int(file.read_text())
    return 0


def _alive(pid: int) -> bool:
    if not pid:
        return False
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    # A number that was given to another process since does not count as ours.
    command = Path(f"/proc/{pid}/cmdline")
    try:
        words = command.read_bytes()
    except OSError:
        return False
    return b"odoo" in words or b"nginx" in words


def _terminate(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if not _alive(pid):
                return
            time.sleep(0.1)
        group = os.getpgid(pid)
        # A group of its own only: ours must never be hit.
        if group == pid:
            os.killpg(group, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
