"""Odoo's own lint add-on, pointed at our five add-ons.

It looks at every add-on on the path, Odoo's and OCA's too, for ten minutes; here its tests see
ours only. What its registry-wide tests find in others' code is not ours to mend and is left out.
"""

import importlib
import re
import unittest
from unittest.mock import patch

import pytest
from odoo import tools
from odoo.modules import Manifest

from cli.settings import ADDONS

MODULES = (
    "test_docstring", "test_dunderinit", "test_i18n", "test_index", "test_jstranslate",
    "test_manifests", "test_markers", "test_naming", "test_onchange_domains", "test_orm_import",
    "test_override_signatures", "test_pofile", "test_pylint", "test_routes", "test_test_holes",
)
OURS = re.compile(r"\bdms[._][a-z]")


class _Collector(unittest.TestResult):
    """Keeps what failed with its message, without the traceback's paths."""

    def __init__(self):
        super().__init__()
        self.messages = []
        self.skips = []

    def addFailure(self, test, err):
        self.messages.append(f"{test.id()}: {err[1]}")

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.messages.append(f"{subtest.id()}: {err[1]}")

    def addSkip(self, test, reason):
        self.skips.append(f"{test.id()}: {reason}")


def _our_manifests():
    return [Manifest.for_addon(addon) for addon in ADDONS]


@pytest.mark.parametrize("name", MODULES)
def test_odoo_lint(name):
    module = importlib.import_module(f"odoo.addons.test_lint.tests.{name}")
    result = _Collector()
    with (
        patch.object(Manifest, "all_addon_manifests", _our_manifests),
        # pylint's test starts from the server's own package; ours starts from one of ours.
        patch.object(tools.config, "root_path", _our_manifests()[0].path),
    ):
        if hasattr(module, "get_modules"):
            module.get_modules = lambda: list(ADDONS)
        unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    assert result.testsRun
    assert not result.skips
    ours = [message for message in result.messages if OURS.search(message)]
    assert not ours, "\n\n".join(ours)
