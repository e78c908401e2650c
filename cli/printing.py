"""wkhtmltopdf, by which Odoo prints: the machine's, else Debian's unpacked privately."""

import shutil

from .debian import OLD_SUITE, PrivateApt, font_folder, write_wrapper
from .settings import Settings

PROGRAM = "wkhtmltopdf"
# Drivers of graphics cards and what only they need, by far the greater part.
UNUSED = frozenset({"iso-codes", "libgl1-mesa-dri", "libllvm15", "libz3-4"})


def ensure_printer(settings: Settings, apt: PrivateApt) -> None:
    """Have wkhtmltopdf on the path of the commands that we start.

    Debian's is built on an unpatched Qt: it prints no headers and footers, and wants to be told
    that there is no screen.
    """
    prefix = settings.prefix / PROGRAM
    binary = prefix / "usr" / "bin" / PROGRAM
    if shutil.which(PROGRAM) and not binary.exists():
        return
    if not binary.exists():
        apt.unpack(
            [PROGRAM, "fonts-dejavu-core"], prefix,
            dependencies=True, suite=OLD_SUITE, without=UNUSED,
        )
    plugins = next(prefix.glob("usr/lib/*/qt5/plugins"))
    write_wrapper(settings, binary, prefix, {
        "FONTCONFIG_PATH": str(font_folder(prefix)),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_PLUGIN_PATH": str(plugins),
    })
