"""Odoo 19 Community: an installed one (``ODOO_HOME``), else Debian's package unpacked privately."""

from pathlib import Path

from .console import Failure
from .debian import PrivateApt, link_problems
from .settings import Settings
from .steps import Stamps

# The fonts and scripts that the package's relative links point to.
PACKAGES = [
    "odoo-19", "fonts-montserrat", "fonts-roboto-unhinted/sid", "fonts-ocr-b",
    "fonts-font-awesome", "fonts-inconsolata", "libjs-jquery", "libjs-jquery-form",
    "libjs-underscore",
]
RELEASE = "19.0"
# Debian leaves this non-free script out; the backend bundle asks for it by name.
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
STUB_TEXT = "// Background blur in calls is not part of Debian's package: this stands in for it.\n"


def ensure_odoo(settings: Settings, stamps: Stamps, apt: PrivateApt) -> Path:
    """Have Odoo's source at hand.

    :return: the folder to put on Python's path: it holds the namespace package ``odoo``
    :raise Failure: when ``ODOO_HOME`` holds no Odoo 19, or nothing can be downloaded
    """
    if settings.odoo_home:
        return _installed_odoo(Path(settings.odoo_home).expanduser().resolve())
    site = settings.prefix / "odoo" / "usr" / "lib" / "python3" / "dist-packages"
    stamps.once("odoo", ",".join(PACKAGES), lambda: _unpack(apt, site.parents[3], site))
    return site


def _unpack(apt: PrivateApt, prefix: Path, site: Path) -> None:
    apt.unpack(PACKAGES, prefix)
    stub = site / "odoo" / "addons" / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text(STUB_TEXT)
    problems = link_problems(prefix)
    if problems:
        raise Failure(
            "unpack Odoo", "links lead nowhere: " + ", ".join(map(str, problems[:5])),
            f"remove {prefix} and run the command again",
        )


def _installed_odoo(home: Path) -> Path:
    release = home / "odoo" / "release.py"
    if not release.exists():
        raise Failure(
            "use the Odoo at ODOO_HOME", f"{release} does not exist",
            "point ODOO_HOME at the folder that holds Odoo 19's 'odoo' package, or unset it",
        )
    if f"version_info = ({RELEASE.split('.')[0]}, 0" not in release.read_text():
        raise Failure(
            "use the Odoo at ODOO_HOME", f"{release} is not of release {RELEASE}",
            "point ODOO_HOME at Odoo 19, or unset it to have it downloaded",
        )
    return home
