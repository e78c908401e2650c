"""nginx before Odoo: one address for pages and for the websocket, which Odoo serves elsewhere."""

import os
import shutil
from pathlib import Path

from .debian import PrivateApt, library_folders
from .settings import ROOT, Settings

TEMPLATE = ROOT / "docker" / "nginx.conf"


def ensure_nginx(settings: Settings, apt: PrivateApt) -> tuple[tuple[str, ...], dict[str, str]]:
    """Have nginx: the machine's, else Debian's unpacked privately.

    :return: its command and the environment to run it in
    """
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found:
        return (found,), dict(os.environ)
    prefix = settings.prefix / "nginx"
    binary = prefix / "usr" / "sbin" / "nginx"
    if not binary.exists():
        apt.unpack(["nginx"], prefix, dependencies=True)
    return (str(binary),), {**os.environ, "LD_LIBRARY_PATH": library_folders(prefix)}


def write_configuration(folder: Path, port: int, user: str = "") -> Path:
    """Fill the shared template of ``docker/`` in for a proxy on ``port`` of this machine.

    :param user: who the workers run as, where root starts them; large requests are kept in files
        of theirs
    :return: the configuration file
    """
    for name in ("body", "proxy", "other"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        if user:
            shutil.chown(folder / name, user)
    text = TEMPLATE.read_text()
    for placeholder, value in {
        "${DMS_LISTEN}": f"127.0.0.1:{port}",
        "${DMS_HTTP}": f"127.0.0.1:{port + 1}",
        "${DMS_WEBSOCKET}": f"127.0.0.1:{port + 2}",
        "${DMS_RUN}": str(folder),
        "${DMS_USER}": f"user {user};" if user else "",
    }.items():
        text = text.replace(placeholder, value)
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    return configuration
