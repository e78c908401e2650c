"""pytest plugin: a suite in which something was skipped, or nothing was run, has failed.

A test that may be skipped stands in ``tests/allowed_skips.txt`` as ``node id  # reason``.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ALLOWED = Path(__file__).with_name("allowed_skips.txt")


class Strict:
    def __init__(self, allowed: set[str]):
        self.allowed = allowed
        self.skipped: list[str] = []
        self.passed = 0

    def pytest_runtest_logreport(self, report):
        if report.skipped and report.nodeid not in self.allowed:
            self.skipped.append(report.nodeid)
        if report.when == "call" and report.passed:
            self.passed += 1

    def pytest_collectreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if session.config.option.collectonly:
            return
        if exitstatus == pytest.ExitCode.OK and (self.skipped or not self.passed):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for nodeid in self.skipped:
            terminalreporter.write_line(
                f"SKIPPED, which counts as failed: {nodeid} "
                f"(mend it, or list it with a reason in {ALLOWED.name})",
                red=True,
            )


def read_allow_list(path: Path) -> dict[str, str]:
    """Entries of an allow-list: ``entry  # reason`` a line.

    :return: reasons by entry
    :raise ValueError: for an entry without a reason
    """
    entries = {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entry, mark, reason = line.rpartition("  # ")
        if not mark or not reason.strip():
            raise ValueError(f"{path.name}: {line!r} lacks its reason ('entry  # reason')")
        entries[entry.strip()] = reason.strip()
    return entries


def pytest_configure(config):
    # A busy machine is slow, which is no finding; the same examples run everywhere.
    settings.register_profile(
        "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("suite")
    config.pluginmanager.register(Strict(set(read_allow_list(ALLOWED))), "strict")
