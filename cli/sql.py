"""Statements on the database server, run through the virtual environment's psycopg2."""

import json
import subprocess

from .console import Failure
from .python_env import venv_environment
from .settings import Settings

SCRIPT = """
import json, sys, psycopg2
options, statements = json.load(sys.stdin)
connection = psycopg2.connect(**options)
connection.autocommit = True
rows = []
with connection.cursor() as cursor:
    for statement in statements:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
print(json.dumps(rows, default=str))
"""


def execute(settings: Settings, database: str, *statements: str) -> list[list]:
    """Run ``statements`` in autocommit.

    :return: the rows of the last one
    :raise Failure: with the server's words
    """
    options = {**settings.database_options, "dbname": database}
    done = subprocess.run(
        [settings.python, "-c", SCRIPT],
        input=json.dumps([options, statements]),
        capture_output=True, text=True, check=False, env=venv_environment(settings),
    )
    if done.returncode:
        raise Failure(
            f"run SQL in database {database}", done.stderr.strip().splitlines()[-1],
            "run './dms up' to have the server running, then try again",
        )
    return json.loads(done.stdout)


def exists(settings: Settings, database: str) -> bool:
    return bool(
        execute(settings, "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'")
    )


def drop(settings: Settings, database: str) -> None:
    """Drop ``database`` whoever of ours is connected to it.

    FORCE would refuse where the server's own autovacuum is at work, which is not ours to end; a
    plain DROP sends it away.
    """
    execute(
        settings, "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database}' AND usename = current_user",
        f'DROP DATABASE IF EXISTS "{database}"',
    )


def clone(settings: Settings, template: str, database: str) -> None:
    """Make ``database`` a copy of ``template`` (without its filestore)."""
    drop(settings, database)
    execute(settings, "postgres", f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def rename(settings: Settings, old: str, new: str) -> None:
    drop(settings, new)
    execute(settings, "postgres", f'ALTER DATABASE "{old}" RENAME TO "{new}"')
