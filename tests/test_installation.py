"""Installing: each add-on alone with what it needs, all together, and not a warning in the log."""

import re
from pathlib import Path

import pytest

from cli import sql
from cli.settings import ADDONS

from .strict import read_allow_list

ALLOWED = Path(__file__).with_name("allowed_warnings.txt")
# What all our other add-ons depend on.
FOUNDATION = "dms_distributor"
WARNING = re.compile(r" \d+ (WARNING|ERROR|CRITICAL) ")


def complaints(log: Path) -> list[str]:
    """Lines of ``log`` at WARNING or above that are not on the allow-list."""
    allowed = read_allow_list(ALLOWED)
    return [
        line
        for line in log.read_text(errors="replace").splitlines()
        if WARNING.search(line) and not any(part in line for part in allowed)
    ]


def test_complaints_are_found(tmp_path):
    log = tmp_path / "install.log"
    log.write_text(
        "2026-01-01 00:00:00,000 1 INFO db odoo.modules: fine\n"
        "2026-01-01 00:00:00,000 1 WARNING db odoo.fields: mend me\n"
    )
    assert len(complaints(log)) == 1


def test_install_log_is_clean(workshop, template):
    assert complaints(workshop.databases.install_log) == []


@pytest.fixture(scope="module")
def foundation(workshop):
    """A database that holds of ours only the add-on that all others build on.

    Its demo data take longest to load: they are loaded once, not once for each add-on.
    """
    database = f"dms_matrix_{FOUNDATION}"
    try:
        workshop.databases.install(
            workshop.databases.ensure_base(), database, (FOUNDATION,), f"matrix_{FOUNDATION}.log"
        )
        yield database
    finally:
        workshop.databases.drop(database)


def get_installed(workshop, database: str) -> set[str]:
    """Our add-ons that are installed in ``database``."""
    rows = sql.execute(
        workshop.settings, database,
        "SELECT name FROM ir_module_module WHERE state = 'installed' AND name LIKE 'dms\\_%'",
    )
    return {name for (name,) in rows}


def test_foundation_installs_alone(workshop, foundation):
    assert get_installed(workshop, foundation) == {FOUNDATION}
    assert complaints(workshop.settings.logs / f"matrix_{FOUNDATION}.log") == []


@pytest.mark.parametrize("addon", [addon for addon in ADDONS if addon != FOUNDATION])
def test_addon_installs_alone(workshop, foundation, addon):
    database, log = f"dms_matrix_{addon}", f"matrix_{addon}.log"
    try:
        workshop.databases.install(foundation, database, (addon,), log)
        installed = get_installed(workshop, database)
    finally:
        workshop.databases.drop(database)
    assert addon in installed
    assert complaints(workshop.settings.logs / log) == []


def test_all_addons_are_installed(workshop, template):
    assert get_installed(workshop, template) == set(ADDONS)
