"""A database to measure in, and scripts run in Odoo's shell on it."""

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from cli.main import Workshop
from cli.odoo_command import odoo_command, odoo_environment
from cli.settings import ROOT

MARK = "FIGURES "


class Bench:
    """A clone of the template that is dropped at the end."""

    def __init__(self, workshop: Workshop, database: str):
        self.workshop, self.database = workshop, database

    def run(self, script: Path, **values) -> dict:
        """Run ``script`` in Odoo's shell in a process of its own, so that its memory is its own.

        It can import what scripts share, as ``benchmarks.scripts.…``.

        :param values: what the script finds in ``os.environ["BENCH"]``, as JSON
        :return: what it printed behind ``MARK``, as JSON
        :raise RuntimeError: when it failed
        """
        settings = self.workshop.settings
        result = subprocess.run(
            odoo_command(settings, self.database, "shell", "--no-http", "--log-level=warn"),
            input=script.read_text(), text=True, capture_output=True, check=False,
            env={
                **odoo_environment(settings), "BENCH": json.dumps(values), "PYTHONPATH": str(ROOT),
            },
        )
        lines = [line for line in result.stdout.splitlines() if line.startswith(MARK)]
        if result.returncode or not lines:
            raise RuntimeError(f"{script.name} failed:\n{result.stderr[-4000:]}")
        return json.loads(lines[-1].removeprefix(MARK))


@contextmanager
def bench_database(name: str):
    """A :class:`Bench` on a fresh clone of the template named by ``DMS_TEMPLATE``."""
    workshop = Workshop()
    workshop.databases.clone(os.environ["DMS_TEMPLATE"], name)
    try:
        yield Bench(workshop, name)
    finally:
        workshop.databases.drop(name)
