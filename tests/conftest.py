"""Fixtures of the tests that span add-ons."""

import os

import pytest

from cli.main import Workshop


@pytest.fixture(scope="session")
def workshop():
    """The parts of this checkout, already built by ``./dms test``."""
    return Workshop()


@pytest.fixture(scope="session")
def template():
    """Name of the database with all add-ons and demo data, to be cloned and never written."""
    return os.environ["DMS_TEMPLATE"]
