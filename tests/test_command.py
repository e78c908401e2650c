"""The command ``./dms``: settings, steps, errors."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from cli.console import Failure, run_logged
from cli.debian import PrivateApt, font_folder, library_folders, write_wrapper
from cli.odoo_command import odoo_command
from cli.odoo_source import ensure_odoo
from cli.proxy import write_configuration
from cli.settings import ROOT, Settings
from cli.steps import Stamps, fingerprint_of_files
from cli.testing import distribution, worker_database


def _settings(monkeypatch, tmp_path, **environment):
    monkeypatch.setenv("DMS_HOME", str(tmp_path))
    for name in ("ODOO_HOME", "DMS_PORT", "DMS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize("port", ["80", "x", "65535", "-1"])
def test_port_that_cannot_be_used(monkeypatch, tmp_path, port):
    with pytest.raises(Failure, match="DMS_PORT") as caught:
        _ = _settings(monkeypatch, tmp_path, DMS_PORT=port).port
    assert port in str(caught.value)


def test_ports_follow_one_another(monkeypatch, tmp_path):
    settings = _settings(monkeypatch, tmp_path, DMS_PORT="9000")
    assert (settings.port, settings.http_port, settings.gevent_port) == (9000, 9001, 9002)


def test_database_url(monkeypatch, tmp_path):
    settings = _settings(
        monkeypatch, tmp_path, DMS_DATABASE_URL="postgresql://me:s%40cret@db.example:6000"
    )
    assert settings.database_options == {
        "host": "db.example", "port": "6000", "user": "me", "password": "s@cret"
    }
    command = odoo_command(settings, "some_database")
    assert "s@cret" not in " ".join(command)


def test_database_url_of_another_kind(monkeypatch, tmp_path):
    settings = _settings(monkeypatch, tmp_path, DMS_DATABASE_URL="mysql://db.example")
    with pytest.raises(Failure, match="DMS_DATABASE_URL"):
        _ = settings.database_options


def test_odoo_home_without_odoo(monkeypatch, tmp_path):
    settings = _settings(monkeypatch, tmp_path, ODOO_HOME=str(tmp_path))
    with pytest.raises(Failure, match="ODOO_HOME") as caught:
        ensure_odoo(settings, Stamps(settings), PrivateApt(settings))
    assert "unset it" in caught.value.remedy


def test_odoo_home_of_another_release(monkeypatch, tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    settings = _settings(monkeypatch, tmp_path, ODOO_HOME=str(tmp_path))
    with pytest.raises(Failure) as caught:
        ensure_odoo(settings, Stamps(settings), PrivateApt(settings))
    assert "not of release 19" in caught.value.why


def test_odoo_home_is_honoured(monkeypatch, tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    settings = _settings(monkeypatch, tmp_path, ODOO_HOME=str(tmp_path))
    assert ensure_odoo(settings, Stamps(settings), PrivateApt(settings)) == tmp_path


def test_long_socket_path_is_avoided(monkeypatch, tmp_path):
    settings = _settings(monkeypatch, tmp_path / ("long" * 20))
    assert len(str(settings.socket_folder)) < 90


def test_step_resumes_after_interruption(monkeypatch, tmp_path):
    stamps = Stamps(_settings(monkeypatch, tmp_path))
    runs = []

    def interrupted():
        runs.append("interrupted")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stamps.once("step", "a", interrupted)
    assert stamps.once("step", "a", lambda: runs.append("done"))
    assert not stamps.once("step", "a", lambda: runs.append("again"))
    assert stamps.once("step", "b", lambda: runs.append("changed"))
    assert runs == ["interrupted", "done", "changed"]


def test_fingerprint_follows_content(tmp_path):
    (tmp_path / "a").write_text("1")
    before = fingerprint_of_files([tmp_path])
    (tmp_path / "a").write_text("2")
    assert fingerprint_of_files([tmp_path]) != before


def test_failed_command_tells_why_and_what_to_do(tmp_path, capsys):
    with pytest.raises(Failure) as caught:
        run_logged(
            "do it", [sys.executable, "-c", "raise SystemExit('the disk is full')"],
            tmp_path / "x.log", remedy="free some space",
        )
    told = str(caught.value)
    assert "do it" in told and "the disk is full" in told and "free some space" in told


def test_proxy_routes_the_websocket(tmp_path):
    text = write_configuration(tmp_path, 8069).read_text()
    assert "server 127.0.0.1:8071" in text and "location /websocket" in text
    assert "${" not in text


def test_help_names_every_command():
    done = subprocess.run(
        [ROOT / "dms", "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    for command in ("up", "down", "test", "shell", "psql", "update", "bench", "logs"):
        assert f"    {command} " in done.stdout


def test_unknown_addon_is_named(monkeypatch, tmp_path):
    from cli.testing import _paths

    with pytest.raises(Failure, match="dms_unknown"):
        _paths(("dms_unknown",))


def test_long_work_is_begun_first():
    from .workers import pytest_collection_modifyitems

    items = [
        SimpleNamespace(nodeid=nodeid) for nodeid in (
            "dms_claims/tests/test_claim.py::TestClaim::test_b",
            "tests/test_installation.py::test_x",
            "dms_claims/tests/test_claim.py::TestClaim::test_a",
            "tests/test_core_suites.py::test_odoos_own[sale]",
            "tests/races/test_credit_race.py::test_limit",
        )
    ]
    found = list(items)
    pytest_collection_modifyitems(items)
    assert items == [found[4], found[3], found[1], found[0], found[2]]


def test_processes_have_databases_of_their_own():
    assert worker_database("dms_test", "gw0") != worker_database("dms_test", "gw1")
    assert "--numprocesses=3" in distribution(3)


def test_wrapper_runs_with_private_libraries(monkeypatch, tmp_path):
    settings = _settings(monkeypatch, tmp_path)
    prefix = tmp_path / "prefix" / "program"
    (prefix / "usr" / "lib").mkdir(parents=True)
    (prefix / "usr" / "lib" / "libthing.so.1").touch()
    binary = prefix / "program"
    binary.write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH|$SCREEN|$KEPT|$1"\n')
    binary.chmod(0o755)
    monkeypatch.setenv("KEPT", "the caller's")
    wrapper = write_wrapper(settings, binary, prefix, {"SCREEN": "none", "KEPT": "ours"})
    said = subprocess.run([wrapper, "word"], capture_output=True, text=True, check=True).stdout
    assert said == f"{prefix}/usr/lib|none|the caller's|word\n"
    assert library_folders(tmp_path / "nothing") == ""


def test_private_fonts_are_found(tmp_path):
    folder = font_folder(tmp_path)
    assert f"<dir>{tmp_path}/usr/share/fonts</dir>" in (folder / "fonts.conf").read_text()
