"""Odoo's own tests of what we build on, run in a process of their own on a clone of a template."""

import os
import subprocess
from pathlib import Path

import odoo.addons.portal

from cli.odoo_command import odoo_command, odoo_environment
from cli.settings import ROOT
from cli.testing import ODOO_OPTIONS, ensure_browser, odoo_options

SUITES = ("loyalty", "portal", "sale", "sale_loyalty", "sale_margin", "sale_stock")
# Of these, what no add-on of ours depends on: it is installed into the clone.
BESIDE = "sale_loyalty"
CORE = Path(odoo.addons.portal.__file__).parents[1]


def run_core(workshop, template, words):
    """Run tests of Odoo's to their end.

    :param template: the database to clone
    :param words: what pytest is to run, below the folder of Odoo's add-ons: folders or node ids
    :return: outcomes by node id
    """
    database = f"dms_core_{template}"
    settings = workshop.settings
    log, outcomes = (settings.logs / f"{database}.{suffix}" for suffix in ("log", "outcomes"))
    outcomes.unlink(missing_ok=True)
    environment = {
        **odoo_environment(settings), **ensure_browser(settings, workshop.apt),
        "DMS_OUTCOMES": str(outcomes),
    }
    install = odoo_command(
        settings, database, "-i", BESIDE, "--stop-after-init", "--no-http",
        "--workers=0", "--max-cron-threads=0", "--log-level=warn",
    )
    test = [
        str(settings.python), "-m", "pytest", "-q", "-p", "tests.outcomes",
        "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={CORE}",
        *ODOO_OPTIONS, f"--odoo-database={database}",
        *(f"--odoo-extra={word}" for word in odoo_options(settings)),
        *(str(CORE / word) for word in words),
    ]
    workshop.databases.clone(template, database)
    try:
        with log.open("w") as output:
            options = {"cwd": ROOT, "env": environment, "stdout": output, "stderr": output}
            if not subprocess.run(install, check=False, **options).returncode:
                subprocess.run(test, check=False, **options)
    finally:
        workshop.databases.drop(database)
    assert outcomes.exists(), f"no test was run:\n{log.read_text()[-4000:]}"
    rows = (line.split(" ", 1) for line in outcomes.read_text().splitlines())
    return {nodeid: outcome for outcome, nodeid in rows}
