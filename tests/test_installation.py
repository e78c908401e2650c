"""Installing: each add-on alone with what it needs, all together, and not a warning in the log."""

import re
from pathlib import Path

import pytest

from cli import sql
from cli.settings import ADDONS

from .strict import read_allow_list

ALLOWED = Path(__file__).with_name("allowed_warnings.txt")
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


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_installs_alone(workshop, addon):
    database, log = f"dms_matrix_{addon}", f"matrix_{addon}.log"
    try:
        workshop.databases.install(workshop.databases.ensure_base(), database, (addon,), log)
        states = dict(
            sql.execute(
                workshop.settings, database,
                "SELECT name, state FROM ir_module_module WHERE name LIKE 'dms\\_%'",
            )
        )
    finally:
        workshop.databases.drop(database)
    assert states[addon] == "installed"
    assert complaints(workshop.settings.logs / log) == []


def test_all_addons_are_installed(workshop, template):
    rows = sql.execute(
        workshop.settings, template,
        "SELECT name FROM ir_module_module WHERE state = 'installed' AND name LIKE 'dms\\_%'",
    )
    assert {name for (name,) in rows} == set(ADDONS)
