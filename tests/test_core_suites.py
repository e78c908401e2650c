"""Odoo's own tests of what we build on: they end with our add-ons as they end without."""

import os
import subprocess
from pathlib import Path

import odoo.addons.portal
import pytest

from cli.odoo_command import odoo_environment
from cli.settings import ROOT
from cli.testing import ODOO_OPTIONS, ensure_browser, odoo_options

SUITES = ("portal", "sale", "sale_stock")
CORE = Path(odoo.addons.portal.__file__).parents[1]


def _run(workshop, template, words, outcomes):
    """Run tests of Odoo's on a clone of ``template``.

    :param words: what pytest is to run, below the folder of Odoo's add-ons: folders or node ids
    :param outcomes: the file to leave outcomes in
    :return: outcomes by node id
    """
    settings, database = workshop.settings, f"dms_core_{template}"
    workshop.databases.clone(template, database)
    environment = {
        **odoo_environment(settings), **ensure_browser(settings, workshop.apt),
        "DMS_OUTCOMES": str(outcomes),
    }
    command = [
        str(settings.python), "-m", "pytest", "-q", "-p", "tests.outcomes",
        "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={CORE}",
        *ODOO_OPTIONS, f"--odoo-database={database}",
        *(f"--odoo-extra={word}" for word in odoo_options(settings)),
        *(str(CORE / word) for word in words),
    ]
    try:
        log = settings.logs / f"{database}.log"
        with log.open("wb") as output:
            subprocess.run(command, cwd=ROOT, env=environment, check=False,
                           stdout=output, stderr=subprocess.STDOUT)
    finally:
        workshop.databases.drop(database)
    assert outcomes.exists(), f"no test was run: see {log}"
    rows = (line.split(" ", 1) for line in outcomes.read_text().splitlines())
    return {nodeid: outcome for outcome, nodeid in rows}


@pytest.fixture(scope="module")
def with_our_addons(workshop, template, tmp_path_factory):
    """Outcomes of the suites in a database that has our add-ons."""
    folders = [f"{suite}/tests" for suite in SUITES]
    return _run(workshop, template, folders, tmp_path_factory.mktemp("core") / "with")


@pytest.fixture(scope="module")
def without(workshop, with_our_addons, tmp_path_factory):
    """Outcomes without our add-ons, of what did not pass with them."""
    words = [nodeid for nodeid, outcome in with_our_addons.items() if outcome != "passed"]
    if not words:
        return {}
    base = workshop.databases.ensure_base()
    return _run(workshop, base, words, tmp_path_factory.mktemp("core") / "without")


@pytest.mark.parametrize("suite", SUITES)
def test_odoos_own_tests_end_as_without_us(suite, with_our_addons, without):
    outcomes = {
        nodeid: outcome for nodeid, outcome in with_our_addons.items()
        if nodeid.startswith(f"{suite}/")
    }
    assert "passed" in outcomes.values()
    changed = {
        nodeid: f"{outcome}, without our add-ons {without[nodeid]}"
        for nodeid, outcome in outcomes.items()
        if outcome != "passed" and outcome != without[nodeid]
    }
    assert not changed
