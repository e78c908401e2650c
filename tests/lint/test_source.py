"""The source itself: linters, sizes, and what must not stand in any file."""

import re
import subprocess
import sys

import pytest

from cli.settings import ADDONS, ROOT

LINES = 300
TEXT = (".py", ".xml", ".js", ".scss", ".csv", ".md", ".toml", ".txt", ".conf", ".yml", ".yaml")
# Hosts of package registries and paths of one machine, taken apart so that this file passes.
FORBIDDEN = re.compile(
    "|".join(
        [
            *(
                rf"{name}\.{domain}"
                for name, domain in (
                    ("pypi", "org"), ("files.pythonhosted", "org"), ("registry.npmjs", "org"),
                    ("deb.debian", "org"), ("ftp.debian", "org"),
                )
            ),
            *(rf"/{folder}/[a-z]" for folder in ("work", "home", "root")),
            "BEGIN [A-Z ]*PRIVATE" + " KEY",
        ]
    )
)


def _tracked(*suffixes):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if name.endswith(suffixes or TEXT)]


def _run(*words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_ruff():
    done = _run("ruff", "check", ".")
    assert done.returncode == 0, done.stdout


def test_pylint_odoo():
    # The add-ons keep their documents in readme/, beside the README.md at the root; a model of core
    # that we extend much is extended in several short files.
    left_out = "missing-readme,consider-merging-classes-inherited"
    done = _run("pylint", "--rcfile=pyproject.toml", f"--disable={left_out}", *ADDONS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", _tracked(".py", ".js"), ids=lambda path: str(path.name))
def test_file_is_short(path):
    assert len(path.read_text().splitlines()) <= LINES, f"{path}: split it"


def test_nothing_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in _tracked()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert not found, "\n".join(found)


def test_top_level_is_as_agreed():
    allowed = {
        *ADDONS, "tests", "benchmarks", "docker", "cli", ".ci", "dms", "odoo.conf",
        "requirements.txt", "requirements-test.txt", "README.md", "ARCHITECTURE.md",
        "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml", ".gitignore",
    }
    listed = {path.relative_to(ROOT).parts[0] for path in _tracked("")}
    assert listed <= allowed
