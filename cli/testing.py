"""``./dms test``: databases for the tests, the browser they need, and pytest."""

import os
import shutil
import subprocess
from pathlib import Path

from . import sql
from .console import Failure
from .database import Databases
from .debian import PrivateApt, font_folder, write_wrapper
from .odoo_command import odoo_environment
from .settings import ADDONS, ROOT, Settings

BROWSERS = ("chromium", "google-chrome", "chromium-browser")
TEST_DATABASE = "dms_test"
MOST_PROCESSES = 4
# The superuser's day is that of Greenwich, so tests say the same at every hour.
ONE_DAY = """
    UPDATE res_partner SET tz = 'UTC'
     WHERE id = (SELECT partner_id FROM res_users WHERE id = 1)
"""
ODOO_OPTIONS = (f"--odoo-config={ROOT / 'odoo.conf'}", "--odoo-http")


def ensure_browser(settings: Settings, apt: PrivateApt) -> dict[str, str]:
    """Have Chromium: the machine's, else Debian's unpacked privately; and Playwright's driver.

    :return: what to add to the environment so that Odoo's and Playwright's tests find both
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return {"DMS_BROWSER": found, **_ensure_driver(settings, apt)}
    prefix = settings.prefix / "chromium"
    binary = prefix / "usr" / "lib" / "chromium" / "chromium"
    if not binary.exists():
        apt.unpack(["chromium", "fonts-dejavu-core"], prefix, dependencies=True)
    wrapper = write_wrapper(
        settings, binary, prefix, {"FONTCONFIG_PATH": str(font_folder(prefix))}
    )
    return {"DMS_BROWSER": str(wrapper), **_ensure_driver(settings, apt)}


def _ensure_driver(settings: Settings, apt: PrivateApt) -> dict[str, str]:
    """Playwright's driver wants libatomic, which a lean machine lacks."""
    node = next(settings.venv.glob("lib/python*/site-packages/playwright/driver/node"))
    if not subprocess.run([node, "--version"], capture_output=True, check=False).returncode:
        return {}
    prefix = settings.prefix / "libatomic"
    if not prefix.exists():
        apt.unpack(["libatomic1"], prefix)
    return {"PLAYWRIGHT_NODEJS_PATH": str(write_wrapper(settings, node, prefix))}


def run_tests(
    settings: Settings,
    databases: Databases,
    apt: PrivateApt,
    addons: tuple[str, ...],
    expression: str | None,
    processes: int | None,
    extra: list[str],
) -> int:
    """Run pytest over ``addons``, or over everything when none is named.

    :param expression: pytest's ``-k``
    :param processes: how many share the work, each on a database of its own; 0 and 1 are one
    :return: pytest's exit code
    """
    paths = _paths(addons)
    browser = ensure_browser(settings, apt)
    # What is tested alone is installed alone: a lean database is there sooner.
    template = databases.ensure_template(addons if addons and addons != ("tests",) else ADDONS)
    if processes is None:
        # A few tests are over before a second process has begun.
        processes = 1 if expression else min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
    shared = processes > 1
    names = [
        worker_database(TEST_DATABASE, f"gw{number}") for number in range(processes)
    ] if shared else [TEST_DATABASE]
    for name in names:
        databases.clone(template, name)
        sql.execute(settings, name, ONE_DAY)
    command = [
        str(settings.python), "-m", "pytest", *(distribution(processes) if shared else []),
        *ODOO_OPTIONS, f"--odoo-database={TEST_DATABASE}",
        *(f"--odoo-extra={word}" for word in odoo_options(settings)),
        *(["-k", expression] if expression else []), *extra, *map(str, paths),
    ]
    environment = {
        **odoo_environment(settings), **browser,
        "DMS_HOME": str(settings.home), "DMS_TEMPLATE": template,
    }
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    finally:
        for name in names:
            databases.drop(name)


def worker_database(database: str, worker: str) -> str:
    """The database of one process of a run on ``database``.

    :param worker: what pytest-xdist calls the process: gw0, gw1 …
    """
    return f"{database}_{worker}"


def distribution(processes: int) -> list[str]:
    """What pytest-xdist is told: see ``tests/workers.py``."""
    return [
        f"--numprocesses={processes}", "--dist=loadscope", "--no-loadscope-reorder",
        # One that replaced a process that broke down would find no database.
        "--max-worker-restart=0",
    ]


def _paths(names: tuple[str, ...]) -> list[Path]:
    unknown = set(names) - {*ADDONS, "tests"}
    if unknown:
        raise Failure(
            f"test {', '.join(sorted(unknown))}", "there is no such add-on",
            f"name one of: {', '.join(ADDONS)}, tests",
        )
    return [ROOT / name for name in names or (*ADDONS, "tests")]


def odoo_options(settings: Settings) -> list[str]:
    """What pytest's Odoo plugin passes on to Odoo: where things are, and one process."""
    options = settings.database_options
    return [
        f"addons-path={ROOT}", f"data-dir={settings.data}",
        f"db_host={options['host']}", f"db_port={options['port']}",
        *([f"db_user={options['user']}"] if "user" in options else []),
        # One process, and no limit that would kill the browser it starts.
        "workers=0", "max-cron-threads=0", "limit-memory-hard=0", "limit-memory-soft=0",
    ]
