"""pytest plugin: the processes of one run (pytest-xdist), each with a database of its own.

Classes, and modules of functions, go to whichever process is free, in the order of collection. What
takes minutes comes first, so that no process works on alone at the end. Flows stay behind the tests
of add-ons: a process that has had a browser of Playwright's shall not go on with Odoo's.
"""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

from cli.testing import worker_database

# Odoo's own tests are one piece of work that takes as long as half of ours. Races start fifty
# processes at once: they come one after another, while nobody has a browser that would be found
# too slow. All of these leave the work to processes that they start.
TOGETHER = ("tests/races/", "tests/test_core_suites.py")
FIRST = (*TOGETHER, "tests/test_installation.py")


class Scheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return "together" if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    return Scheduling(config, log)


def worker_number(config: pytest.Config) -> int:
    """The number of this process among those of the run; 0 where it is alone."""
    return int(getattr(config, "workerinput", {"workerid": "gw0"})["workerid"].removeprefix("gw"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config):
    if hasattr(config, "workerinput"):
        # Its database is there already; pytest-odoo would clone one, and share its files.
        worker = os.environ.pop("PYTEST_XDIST_WORKER")
        config.option.odoo_database = worker_database(config.option.odoo_database, worker)
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]):
    items.sort(
        key=lambda item: next(
            (rank for rank, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST)
        )
    )
