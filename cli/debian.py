"""Debian packages without touching the system: an apt configuration of our own, and ``dpkg -x``."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import Failure, run_logged
from .settings import Settings

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
# Has what later releases have dropped; asked last, for what nowhere else is.
OLD_SUITE = "bookworm"
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
    <dir>/usr/share/fonts</dir>
    <dir>{prefix}/usr/share/fonts</dir>
    <cachedir>{prefix}/fonts/cache</cachedir>
    <cachedir prefix="xdg">fontconfig</cachedir>
    <include ignore_missing="yes">/etc/fonts/conf.d</include>
</fontconfig>
"""
NO_MIRROR = "set ODOO_HOME to an installed Odoo 19 and DMS_DATABASE_URL to a PostgreSQL server"


class PrivateApt:
    """apt with sources, lists and cache in the private folder; the mirror is the machine's own."""

    def __init__(self, settings: Settings):
        self.home = settings.home / "apt"
        self.logs = settings.logs
        self._updated = False

    def unpack(
        self,
        names: list[str],
        prefix: Path,
        *,
        dependencies: bool = False,
        suite: str = "",
        without: frozenset[str] = frozenset(),
    ) -> None:
        """Download the packages ``names`` and unpack them into ``prefix``.

        :param names: Debian package names, with ``/suite`` where a certain one is wanted
        :param dependencies: take along all that this machine lacks of their dependencies
        :param suite: where names and dependencies come from first, if not the machine's own
        :param without: dependencies that are never used here
        """
        self._update()
        if dependencies:
            names = self._with_missing_dependencies(names, suite, without)
        fetched = self.home / "fetched" / names[0].split("/")[0]
        shutil.rmtree(fetched, ignore_errors=True)
        fetched.mkdir(parents=True)
        run_logged(
            f"download {len(names)} Debian packages ({names[0]} …)",
            self._apt_get("download", *names),
            self.logs / "apt-download.log",
            cwd=fetched,
            remedy="check the network and run the command again",
        )
        prefix.mkdir(parents=True, exist_ok=True)
        for package in sorted(fetched.glob("*.deb")):
            unpacked = subprocess.run(
                ["dpkg", "-x", package, prefix], capture_output=True, text=True, check=False
            )
            if unpacked.returncode:
                raise Failure(
                    f"unpack {package.name}",
                    unpacked.stderr,
                    f"check the free space of {prefix} and run the command again",
                )
        shutil.rmtree(fetched)

    def _apt_get(self, *words: str) -> list[str]:
        return ["apt-get", "-c", str(self.home / "apt.conf"), "-y", *words]

    def _update(self) -> None:
        if self._updated:
            return
        suite = self._configure()
        run_logged(
            f"read the Debian package lists ({suite}, sid)",
            self._apt_get("update"),
            self.logs / "apt-update.log",
            remedy="check the network and run the command again",
        )
        self._updated = True

    def _configure(self) -> str:
        mirror, suite = _find_mirror()
        keyring = next((path for path in KEYRINGS if Path(path).exists()), None)
        if keyring is None:
            raise Failure(
                "find Debian's keys", f"none of {', '.join(KEYRINGS)} exists",
                "install the package debian-archive-keyring",
            )
        for folder in ("lists/partial", "cache/archives/partial", "log", "state"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        priorities = {OLD_SUITE: 50, "sid": 100, suite: 500}
        (self.home / "sources.list").write_text(
            "".join(f"deb [signed-by={keyring}] {mirror} {name} main\n" for name in priorities)
        )
        (self.home / "preferences").write_text(
            "".join(
                f"Package: *\nPin: release n={name}\nPin-Priority: {priority}\n\n"
                for name, priority in priorities.items()
            )
        )
        # The system's own status file says what the machine has: only what lacks is fetched.
        (self.home / "apt.conf").write_text(
            "#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n"
            "#clear DPkg::Post-Invoke;\n"
            + "".join(
                f'{key} "{value}";\n'
                for key, value in {
                    "Dir::Etc::sourcelist": self.home / "sources.list",
                    "Dir::Etc::sourceparts": "/dev/null",
                    "Dir::Etc::preferences": self.home / "preferences",
                    "Dir::Etc::preferencesparts": "/dev/null",
                    "Dir::State": self.home / "state",
                    "Dir::State::lists": self.home / "lists",
                    "Dir::State::status": "/var/lib/dpkg/status",
                    "Dir::Cache": self.home / "cache",
                    "Dir::Log": self.home / "log",
                    "APT::Sandbox::User": "",
                    "APT::Get::AllowUnauthenticated": "false",
                    "Acquire::AllowInsecureRepositories": "false",
                    "Acquire::Languages": "none",
                    "Acquire::Retries": "3",
                }.items()
            )
        )
        return suite

    def _with_missing_dependencies(
        self, names: list[str], suite: str, without: frozenset[str]
    ) -> list[str]:
        """``names`` and what they need that is not installed here, each as ``name=version``."""
        planned = subprocess.run(
            self._apt_get(
                "install", "--simulate", "--no-install-recommends",
                *(["--target-release", suite] if suite else []), *names,
            ),
            capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
        )
        if planned.returncode:
            raise Failure(
                f"plan the installation of {', '.join(names)}", planned.stderr,
                "run 'apt-get update' or install the packages with your system's tools",
            )
        packages = []
        for line in planned.stdout.splitlines():
            if line.startswith("Inst "):
                _, name, rest = line.split(" ", 2)
                version = rest[rest.index("(") + 1:].split(" ", 1)[0]
                if name not in without:
                    packages.append(f"{name}={version}")
        return packages or names


def _find_mirror() -> tuple[str, str]:
    """The Debian mirror and suite that this machine uses: ``(uri, codename)``."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise Failure("find a Debian mirror", "apt-get or dpkg is missing", NO_MIRROR)
    for fields in ("$(ORIGIN)|$(REPO_URI)|$(CODENAME)", "|$(REPO_URI)|$(RELEASE)"):
        listed = subprocess.run(
            ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"],
            capture_output=True, text=True, check=False,
        )
        for row in listed.stdout.splitlines():
            origin, uri, suite = row.split("|", 2)
            trusted = origin == "Debian" or (not origin and "/debian" in uri)
            if trusted and "security" not in uri and suite.isalpha():
                return uri, suite
    raise Failure(
        "find a Debian mirror", "none of this machine's package sources is Debian's", NO_MIRROR
    )


def library_folders(prefix: Path) -> str:
    """The folders of shared libraries below ``prefix``, in the form of ``LD_LIBRARY_PATH``."""
    return ":".join(sorted({str(path.parent) for path in prefix.glob("**/*.so*")}))


def font_folder(prefix: Path) -> Path:
    """A configuration of fontconfig with the machine's fonts and those below ``prefix``."""
    folder = prefix / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fonts.conf").write_text(FONTS.format(prefix=prefix))
    return folder


def write_wrapper(
    settings: Settings, binary: Path, prefix: Path, words: dict[str, str] | None = None
) -> Path:
    """A script on our commands' path that runs ``binary`` with the libraries below ``prefix``.

    :param words: further variables of its environment, unless the caller's has them
    """
    wrapper = settings.commands / binary.name
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    settings_of_shell = " ".join(
        f'{name}="${{{name}:-{value}}}"' for name, value in (words or {}).items()
    )
    wrapper.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{library_folders(prefix)}" {settings_of_shell} '
        f'exec "{binary}" "$@"\n'
    )
    wrapper.chmod(0o755)
    return wrapper


def link_problems(prefix: Path) -> list[Path]:
    """Links in ``prefix`` that lead nowhere."""
    return [
        path for path in prefix.rglob("*") if path.is_symlink() and not path.exists()
    ]
