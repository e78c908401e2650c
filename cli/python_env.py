"""The virtual environment: pinned requirements, with Odoo's source on its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .console import Failure, run_logged
from .settings import ROOT, Settings
from .steps import Stamps

PATH_FILE = "dms-odoo.pth"
ADDON_PACKAGES = "odoo-addon-"
# Odoo starts its websocket process by running its own script again, so it must be one.
SCRIPT = """\
import odoo.cli.command

odoo.cli.command.main()
"""
REMEDY = "check the network and run the command again"


def ensure_python(
    settings: Settings, stamps: Stamps, odoo: Path, *, for_tests: bool = False
) -> None:
    """Have a virtual environment that holds ``requirements.txt`` (and the test tools).

    :param odoo: the folder that holds the package ``odoo``
    """
    stamps.once(
        "venv", f"{sys.version}|{odoo}|{settings.venv}", lambda: _create(settings, odoo)
    )
    stamps.once("script", f"{SCRIPT}|{settings.venv}", lambda: _write_script(settings))
    names = ["requirements.txt", *(["requirements-test.txt"] if for_tests else [])]
    for name in names:
        requirements = ROOT / name
        stamps.once(
            name, requirements.read_text() + str(settings.venv),
            lambda requirements=requirements: _install(settings, requirements),
        )


def odoo_script(settings: Settings) -> Path:
    """The script that starts Odoo in the virtual environment."""
    return settings.venv / "bin" / "odoo-server"


def venv_environment(settings: Settings) -> dict[str, str]:
    """The environment of a command that runs inside the virtual environment."""
    environment = {
        key: value for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "PYTHONHOME", "ODOO_RC")
    }
    environment["PATH"] = os.pathsep.join(
        (str(settings.venv / "bin"), str(settings.commands), environment.get("PATH", ""))
    )
    environment["VIRTUAL_ENV"] = str(settings.venv)
    return environment


def _write_script(settings: Settings) -> None:
    odoo_script(settings).write_text(SCRIPT)


def _create(settings: Settings, odoo: Path) -> None:
    shutil.rmtree(settings.venv, ignore_errors=True)
    # The environment is new, so nothing of an older one counts as installed.
    for stamp in (settings.home / "stamps").glob("requirements*"):
        stamp.unlink()
    (settings.home / "stamps" / "script").unlink(missing_ok=True)
    run_logged(
        "create the Python environment",
        [sys.executable, "-m", "venv", settings.venv],
        settings.logs / "venv.log",
        remedy="install Debian's package python3-venv and run the command again",
    )
    site = subprocess.run(
        [settings.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=False,
    )
    if site.returncode:
        raise Failure("find the environment's packages", site.stderr, f"remove {settings.venv}")
    (Path(site.stdout.strip()) / PATH_FILE).write_text(f"{odoo}\n")


def _install(settings: Settings, requirements: Path) -> None:
    lines = requirements.read_text().splitlines()
    # Odoo's own metadata asks for psycopg2 from source, which needs a compiler: the add-ons that
    # name Odoo are therefore installed without what they depend on; all of it is listed.
    addons = [line for line in lines if line.startswith(ADDON_PACKAGES)]
    others = settings.home / requirements.name
    others.write_text("\n".join(line for line in lines if line not in addons))
    for title, words in (
        (f"install the Python packages of {requirements.name}", ["-r", str(others)]),
        ("install the OCA add-ons", ["--no-deps", *addons] if addons else []),
    ):
        if words:
            run_logged(
                title,
                [settings.python, "-m", "pip", "install", "--disable-pip-version-check",
                 "--prefer-binary", *words],
                settings.logs / f"pip-{requirements.stem}.log",
                env=venv_environment(settings),
                remedy=REMEDY,
            )
