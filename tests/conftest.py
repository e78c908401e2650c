"""Fixtures of the tests that span add-ons."""

import os

import pytest

from cli.main import Workshop

from .core_suites import SUITES, CoreRun

CORE_RUN = pytest.StashKey[CoreRun]()


def pytest_collection_finish(session):
    """Start Odoo's own tests at once: they take long, and a second processor is idle."""
    wanted = any(item.path.name == "test_core_suites.py" for item in session.items)
    if wanted and not session.config.option.collectonly:
        session.config.stash[CORE_RUN] = CoreRun(
            Workshop(), os.environ["DMS_TEMPLATE"], [f"{suite}/tests" for suite in SUITES]
        )


def pytest_unconfigure(config):
    if CORE_RUN in config.stash:
        config.stash[CORE_RUN].close()


@pytest.fixture(scope="session")
def core_run(request):
    """The run of Odoo's own tests that was started with this session."""
    return request.config.stash[CORE_RUN]


@pytest.fixture(scope="session")
def workshop():
    """The parts of this checkout, already built by ``./dms test``."""
    return Workshop()


@pytest.fixture(scope="session")
def template():
    """Name of the database with all add-ons and demo data, to be cloned and never written."""
    return os.environ["DMS_TEMPLATE"]
