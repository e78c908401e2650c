"""The sub-commands of ``./dms``."""

import argparse
import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager

from .console import Failure, say
from .database import Databases
from .debian import PrivateApt
from .odoo_command import odoo_command, odoo_environment
from .odoo_source import ensure_odoo
from .postgres import Postgres
from .printing import ensure_printer
from .proxy import ensure_nginx
from .python_env import ensure_python, venv_environment
from .server import Server
from .settings import ADDONS, DATABASE, ROOT, Settings
from .steps import Stamps
from .testing import run_tests

LOG_INS = (
    ("administrator", "admin", "admin"),
    ("DMS manager (all of the company)", "dms_manager", "dms_manager"),
    ("DMS user (North territory only)", "dms_user", "dms_user"),
    ("field representative (North)", "dms_rep_north", "dms_rep_north"),
    ("distributor, portal (Sunrise Distributors)", "distributor_north", "distributor_north"),
    ("another distributor, portal (Coastal Traders)", "distributor_south", "distributor_south"),
)


class Workshop:
    """The parts of one checkout, made when first needed."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.stamps = Stamps(self.settings)
        self.apt = PrivateApt(self.settings)
        self.postgres = Postgres(self.settings, self.stamps, self.apt)
        self.databases = Databases(self.settings, self.stamps)

    def build(self, *, for_tests: bool = False) -> None:
        """Everything below the databases: Odoo, Python packages, a running PostgreSQL."""
        odoo = ensure_odoo(self.settings, self.stamps, self.apt)
        ensure_python(self.settings, self.stamps, odoo, for_tests=for_tests)
        ensure_printer(self.settings, self.apt)
        self.postgres.ensure()

    def server(self) -> Server:
        nginx, environment = ensure_nginx(self.settings, self.apt)
        return Server(self.settings, nginx, environment, DATABASE, self.settings.port)

    @contextmanager
    def alone(self):
        """Hold the private folder: two builds at once would spoil each other's."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        with (self.settings.home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another ./dms is at work in this folder: waiting for it …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def up(workshop: Workshop, _arguments: argparse.Namespace) -> int:
    with workshop.alone():
        workshop.build()
        server = workshop.server()
        if not server.is_running():
            workshop.databases.ensure_database()
        server.start()
    say(f"\nThe system is at {server.url}\n")
    width = max(len(role) for role, _, _ in LOG_INS)
    for role, login, password in LOG_INS:
        say(f"  {role:<{width}}  log-in {login}  password {password}")
    say("\nStop it with ./dms down; watch it with ./dms logs.")
    return 0


def down(workshop: Workshop, _arguments: argparse.Namespace) -> int:
    with workshop.alone():
        server = Server(
            workshop.settings, ("nginx",), {}, DATABASE, workshop.settings.port
        )
        stopped = [server.stop(), workshop.postgres.stop()]
    say("Stopped." if any(stopped) else "Nothing was running.")
    return 0


def test(workshop: Workshop, arguments: argparse.Namespace) -> int:
    with workshop.alone():
        workshop.build(for_tests=True)
        ensure_nginx(workshop.settings, workshop.apt)
        return run_tests(
            workshop.settings, workshop.databases, workshop.apt, tuple(arguments.addons),
            arguments.expression, arguments.processes, arguments.rest,
        )


def update(workshop: Workshop, arguments: argparse.Namespace) -> int:
    addons = tuple(arguments.addons) or ADDONS
    with workshop.alone():
        workshop.build()
        server = workshop.server()
        was_running = server.stop()
        workshop.databases.ensure_database()
        workshop.databases.update(DATABASE, addons)
        if was_running:
            server.start()
            say(f"The system is at {server.url}")
    return 0


def shell(workshop: Workshop, arguments: argparse.Namespace) -> int:
    command = odoo_command(workshop.settings, arguments.database, "shell", "--no-http")
    return subprocess.run(
        command, env=odoo_environment(workshop.settings), check=False
    ).returncode


def psql(workshop: Workshop, arguments: argparse.Namespace) -> int:
    command, environment = workshop.postgres.client("psql")
    options = workshop.settings.database_options
    environment["PGPASSWORD"] = options.get("password", environment.get("PGPASSWORD", ""))
    words = ["-h", options["host"], "-p", options["port"], "-d", arguments.database]
    if "user" in options:
        words += ["-U", options["user"]]
    return subprocess.run([*command, *words, *arguments.rest], env=environment,
                          check=False).returncode


def bench(workshop: Workshop, arguments: argparse.Namespace) -> int:
    with workshop.alone():
        workshop.build(for_tests=True)
        template = workshop.databases.ensure_template()
        environment = {
            **venv_environment(workshop.settings), **odoo_environment(workshop.settings),
            "DMS_HOME": str(workshop.settings.home), "DMS_TEMPLATE": template,
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            [workshop.settings.python, "-m", "benchmarks", *arguments.rest],
            cwd=ROOT, env=environment, check=False,
        ).returncode


def logs(workshop: Workshop, _arguments: argparse.Namespace) -> int:
    log = workshop.server().log
    if not log.exists():
        raise Failure("show the log", f"{log} does not exist", "start the system with ./dms up")
    os.execvp("tail", ["tail", "-n", "100", "-f", str(log)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dms",
        description="Build, run and test the distributor management system. All that it needs goes "
        "into .dms/ (or DMS_HOME).",
        epilog="Environment: ODOO_HOME, an installed Odoo 19 to use; DMS_HOME, the private folder; "
        "DMS_PORT, the port to serve on (8069; the next two are taken as well); DMS_DATABASE_URL, "
        "an existing PostgreSQL server.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name, function, text):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(function=function)
        return command

    add("up", up, "build what is missing and serve the system with demo data")
    add("down", down, "stop the system and its database server")
    tests = add("test", test, "run the tests of everything, or of the add-ons named")
    tests.add_argument("addons", nargs="*", metavar="ADDON", help="an add-on, or 'tests'")
    tests.add_argument("-k", dest="expression", help="only tests whose names match (as pytest's)")
    tests.add_argument(
        "-n", dest="processes", type=int,
        help="processes that share the work (one for each processor, four at most; 1 with -k)",
    )
    renew = add("update", update, "bring changed code into the running database")
    renew.add_argument("addons", nargs="*", metavar="ADDON")
    for name, function, text in (
        ("shell", shell, "open Odoo's Python shell on the database"),
        ("psql", psql, "open PostgreSQL's shell on the database"),
    ):
        add(name, function, text).add_argument("--database", default=DATABASE)
    add("bench", bench, "run the benchmarks; further words go to them")
    add("logs", logs, "follow Odoo's log")
    return parser


def main() -> int:
    """Run one sub-command; a failure is told in three lines, never as a traceback."""
    parser = _parser()
    arguments, rest = parser.parse_known_args()
    if rest and arguments.command not in ("test", "psql", "bench"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    try:
        return arguments.function(Workshop(), arguments)
    except Failure as failure:
        print(failure, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again: it resumes where it was.",
              file=sys.stderr)
    return 1
