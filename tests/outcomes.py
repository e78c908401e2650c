"""pytest plugin: one line ``outcome node id`` for each test, in the file DMS_OUTCOMES."""

import os
from pathlib import Path


class Outcomes:
    """Keeps the worst outcome of a test's phases: failed, then skipped, then passed."""

    ranks = ("passed", "skipped", "failed")

    def __init__(self, path: Path):
        self.path = path
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report):
        known = self.outcomes.get(report.nodeid, self.ranks[0])
        self.outcomes[report.nodeid] = max(known, report.outcome, key=self.ranks.index)

    def pytest_sessionfinish(self):
        self.path.write_text(
            "".join(f"{outcome} {nodeid}\n" for nodeid, outcome in self.outcomes.items())
        )


def pytest_configure(config):
    config.pluginmanager.register(Outcomes(Path(os.environ["DMS_OUTCOMES"])), "outcomes")
