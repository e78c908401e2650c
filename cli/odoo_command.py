"""The command line of an Odoo process: ``odoo.conf`` and what only this machine knows."""

from pathlib import Path

from .python_env import odoo_script, venv_environment
from .settings import ROOT, Settings


def odoo_command(settings: Settings, database: str, *words: str) -> list[str]:
    """``odoo [command] -c odoo.conf …`` for ``database``.

    :param words: further options; a first word without a dash is Odoo's sub-command
    """
    options = settings.database_options
    command = [words[0]] if words and not words[0].startswith("-") else []
    return [
        str(settings.python), str(odoo_script(settings)), *command,
        "-c", str(ROOT / "odoo.conf"), "-d", database,
        f"--addons-path={ROOT}", f"--data-dir={settings.data}",
        f"--db_host={options['host']}", f"--db_port={options['port']}",
        *([f"--db_user={options['user']}"] if "user" in options else []),
        *words[len(command):],
    ]


def odoo_environment(settings: Settings) -> dict[str, str]:
    """Environment of an Odoo process; the database's password travels in it, not in ``ps``."""
    environment = venv_environment(settings)
    if "password" in settings.database_options:
        environment["PGPASSWORD"] = settings.database_options["password"]
    return environment


def filestore(settings: Settings, database: str) -> Path:
    return settings.data / "filestore" / database
