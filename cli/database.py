"""Databases: templates that are built once for a state of the code, and clones of them."""

import ast
import shutil
import subprocess
from pathlib import Path

from . import sql
from .console import run_logged
from .odoo_command import filestore, odoo_command, odoo_environment
from .settings import ADDONS, DATABASE, ROOT, Settings
from .steps import Stamps, fingerprint_of_files

NOT_INSTALLED = {"tests", "readme", "__pycache__"}
QUIET = ("--workers=0", "--max-cron-threads=0", "--stop-after-init", "--no-http")
PREGENERATE = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"


class Databases:
    """Builds and clones the databases of this checkout."""

    def __init__(self, settings: Settings, stamps: Stamps):
        self.settings, self.stamps = settings, stamps

    @property
    def install_log(self) -> Path:
        """What Odoo said when the newest template was installed."""
        return self.settings.logs / "install.log"

    def ensure_base(self) -> str:
        """A database with all that our add-ons depend on, none of ours in it.

        :return: its name
        """
        modules = tuple(sorted(_foreign_dependencies()))
        fingerprint = "|".join([*modules, (ROOT / "requirements.txt").read_text()])
        return self._ensure("dms_base", fingerprint, None, modules, "base.log")

    def ensure_template(self, addons: tuple[str, ...] = ADDONS) -> str:
        """A database with ``addons`` of ours and demo data.

        :return: its name
        """
        base = self.ensure_base()
        name = "dms_template" if addons == ADDONS else f"dms_template_{'_'.join(addons)}"
        fingerprint = self.code_fingerprint(_with_dependencies(addons)) + base
        log = self.install_log.name if addons == ADDONS else f"install_{'_'.join(addons)}.log"
        return self._ensure(name, fingerprint, base, addons, log)

    def ensure_database(self) -> None:
        """The database that ``./dms up`` serves: made once, updated when the code has changed."""
        current = self.code_fingerprint(ADDONS)
        if not sql.exists(self.settings, DATABASE):
            self.clone(self.ensure_template(), DATABASE)
            self.stamps.set("database", current)
        elif not self.stamps.is_current("database", current):
            self.update(DATABASE, ADDONS)

    def update(self, database: str, addons: tuple[str, ...]) -> None:
        """Bring the code of ``addons`` into ``database``, installing what is new."""
        self._odoo(
            f"bring database {database} up to date", database, "update.log",
            "-u", ",".join(addons), "-i", ",".join(addons), *QUIET,
        )
        if database == DATABASE and addons == ADDONS:
            self.stamps.set("database", self.code_fingerprint(ADDONS))

    def clone(self, template: str, database: str) -> None:
        """Copy ``template`` and its files to ``database``, replacing what has that name."""
        sql.clone(self.settings, template, database)
        target = filestore(self.settings, database)
        shutil.rmtree(target, ignore_errors=True)
        source = filestore(self.settings, template)
        if source.exists():
            shutil.copytree(source, target)

    def drop(self, database: str) -> None:
        sql.drop(self.settings, database)
        shutil.rmtree(filestore(self.settings, database), ignore_errors=True)

    def code_fingerprint(self, addons: tuple[str, ...]) -> str:
        paths = [
            path
            for addon in sorted(addons)
            for path in sorted((ROOT / addon).iterdir())
            if path.name not in NOT_INSTALLED
        ]
        return fingerprint_of_files(paths)

    def install(self, base: str | None, database: str, addons: tuple[str, ...], log: str) -> None:
        """Clone ``base`` to ``database`` and install ``addons`` there with demo data.

        :param base: None for a database of Odoo's own applications
        """
        if base:
            self.clone(base, database)
        what = ", ".join(addons) if base else f"Odoo's own {len(addons)} applications"
        self._odoo(
            f"install {what} with demo data", database, log,
            "-i", ",".join(addons), "--with-demo", *QUIET,
        )

    def _ensure(
        self, name: str, fingerprint: str, base: str | None, modules: tuple[str, ...], log: str
    ) -> str:
        stamp = f"{self.stamps.folder.name}-{name}"
        if self.stamps.is_current(stamp, fingerprint) and sql.exists(self.settings, name):
            return name
        self.stamps.clear(stamp)
        # Built under another name, so that an interrupted build is never taken for a whole one.
        draft = f"{name}_draft"
        self.drop(draft)
        self.install(base, draft, modules, log)
        self._pregenerate_assets(draft)
        sql.rename(self.settings, draft, name)
        shutil.rmtree(filestore(self.settings, name), ignore_errors=True)
        if filestore(self.settings, draft).exists():
            filestore(self.settings, draft).rename(filestore(self.settings, name))
        self.stamps.set(stamp, fingerprint)
        return name

    def _pregenerate_assets(self, database: str) -> None:
        """Compile scripts and styles now, so that nobody's first page waits for it."""
        subprocess.run(
            odoo_command(self.settings, database, "shell", "--no-http", "--log-level=error"),
            env=odoo_environment(self.settings), input=PREGENERATE, text=True, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def _odoo(self, title: str, database: str, log: str, *words: str) -> None:
        run_logged(
            title, odoo_command(self.settings, database, *words), self.settings.logs / log,
            env=odoo_environment(self.settings),
            remedy="mend what the log names, then run the command again",
        )


def _manifest(addon: str) -> dict:
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def _with_dependencies(addons: tuple[str, ...]) -> tuple[str, ...]:
    """``addons`` and those of ours that they depend on."""
    found: set[str] = set()
    waiting = list(addons)
    while waiting:
        addon = waiting.pop()
        if addon in ADDONS and addon not in found:
            found.add(addon)
            waiting += _manifest(addon)["depends"]
    return tuple(sorted(found))


def _foreign_dependencies() -> set[str]:
    return {name for addon in ADDONS for name in _manifest(addon)["depends"]} - set(ADDONS)
