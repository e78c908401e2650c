"""Odoo's own tests of what we build on: they end with our add-ons as they end without."""

import pytest

from .core_suites import SUITES, run_core


@pytest.fixture(scope="module")
def with_our_addons(workshop, template):
    """Outcomes of the suites in a database that has our add-ons."""
    return run_core(workshop, template, [f"{suite}/tests" for suite in SUITES])


@pytest.fixture(scope="module")
def without(workshop, with_our_addons):
    """Outcomes without our add-ons, of what did not pass with them."""
    words = [nodeid for nodeid, outcome in with_our_addons.items() if outcome != "passed"]
    return run_core(workshop, workshop.databases.ensure_base(), words) if words else {}


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
