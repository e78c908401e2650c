"""Talking to the person at the terminal, and running commands with visible progress."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TAIL_LINES = 15
QUIET_SECONDS = 15.0


class Failure(Exception):
    """A step that failed, told as what happened, why, and what to do about it."""

    def __init__(self, what: str, why: str, remedy: str):
        super().__init__(what)
        self.what, self.why, self.remedy = what, why, remedy

    def __str__(self) -> str:
        why = "\n        ".join(self.why.strip().splitlines())
        return f"Failed: {self.what}\n  why:  {why}\n  do:   {self.remedy}"


def say(text: str = "") -> None:
    print(text, flush=True)


def run_logged(
    title: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    remedy: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Run ``command`` with its output in ``log`` and a line of progress on the terminal.

    :param title: what the step does, in the user's words
    :param remedy: what to do should it fail
    :raise Failure: with the log's last lines, when the command ends with another code than 0
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
        )
        try:
            _show_progress(process, title, log, started)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    _clear_line()
    elapsed = time.monotonic() - started
    if process.returncode:
        raise Failure(
            title, tail(log) or f"exit code {process.returncode}", f"{remedy} (log: {log})"
        )
    say(f"  {title}: {elapsed:.0f} s")


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last ``lines`` lines of a log, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _show_progress(process: subprocess.Popen, title: str, log: Path, started: float) -> None:
    spoken = started
    while process.poll() is None:
        time.sleep(0.2)
        now = time.monotonic()
        if sys.stdout.isatty():
            _clear_line()
            print(f"  {title} … {now - started:.0f} s  {_last_line(log)}", end="", flush=True)
        elif now - spoken > QUIET_SECONDS:
            spoken = now
            say(f"  {title} … {now - started:.0f} s")


def _last_line(log: Path, width: int = 60) -> str:
    with log.open("rb") as stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - 500))
        lines = stream.read().decode(errors="replace").split("\n")
    return next((line[:width] for line in reversed(lines) if line.strip()), "")


def _clear_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
