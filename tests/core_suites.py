"""Odoo's own tests of what we build on, run in a process of their own on a clone of a template."""

import os
import shlex
import subprocess
import time
from pathlib import Path

import odoo.addons.portal
import psutil

from cli.odoo_command import odoo_command, odoo_environment
from cli.settings import ROOT
from cli.testing import ODOO_OPTIONS, ensure_browser, odoo_options

SUITES = ("loyalty", "portal", "sale", "sale_loyalty", "sale_margin", "sale_stock")
# Of these, what no add-on of ours depends on: it is installed into the clone.
BESIDE = "sale_loyalty"
CORE = Path(odoo.addons.portal.__file__).parents[1]

# Odoo's test classes terminate every child process that they find: what is to outlive them must
# not be a child, so a shell starts it and ends.
START = "(%(install)s && exec %(test)s) >%(log)s 2>&1 & echo $!"


class CoreRun:
    """A run of tests of Odoo's, from its start to its outcomes."""

    def __init__(self, workshop, template, words):
        """Start the run.

        :param template: the database to clone
        :param words: what pytest is to run, below the folder of Odoo's add-ons: folders or node ids
        """
        self.workshop, self.database = workshop, f"dms_core_{template}"
        settings = workshop.settings
        self.log = settings.logs / f"{self.database}.log"
        self.outcomes = settings.logs / f"{self.database}.outcomes"
        self.outcomes.unlink(missing_ok=True)
        workshop.databases.clone(template, self.database)
        install = odoo_command(
            settings, self.database, "-i", BESIDE, "--stop-after-init", "--no-http",
            "--workers=0", "--max-cron-threads=0", "--log-level=warn",
        )
        test = [
            str(settings.python), "-m", "pytest", "-q", "-p", "tests.outcomes",
            "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={CORE}",
            *ODOO_OPTIONS, f"--odoo-database={self.database}",
            *(f"--odoo-extra={word}" for word in odoo_options(settings)),
            *(str(CORE / word) for word in words),
        ]
        environment = {
            **odoo_environment(settings), **ensure_browser(settings, workshop.apt),
            "DMS_OUTCOMES": str(self.outcomes),
        }
        script = START % {
            "install": shlex.join(map(str, install)), "test": shlex.join(test),
            "log": shlex.quote(str(self.log)),
        }
        started = subprocess.run(
            ["sh", "-c", script], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True,
            text=True,
        )
        self.process = psutil.Process(int(started.stdout))

    def wait(self):
        """Wait for the end.

        :return: outcomes by node id
        """
        while self._is_running():
            time.sleep(1)
        self.close()
        assert self.outcomes.exists(), f"no test was run:\n{self.log.read_text()[-4000:]}"
        rows = (line.split(" ", 1) for line in self.outcomes.read_text().splitlines())
        return {nodeid: outcome for outcome, nodeid in rows}

    def close(self):
        """End the run, finished or not, and drop its database."""
        if self._is_running():
            for process in (*self.process.children(recursive=True), self.process):
                process.terminate()
            while self._is_running():
                time.sleep(1)
        self.workshop.databases.drop(self.database)

    def _is_running(self):
        try:
            # Where nobody buries orphans, a process that has ended stays as a zombie.
            return self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False
