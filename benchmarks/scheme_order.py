"""An order under many schemes, beside ``sale_loyalty`` and its programs, in one run."""

import argparse
import subprocess
from pathlib import Path

from cli.odoo_command import odoo_command, odoo_environment

from .odoo import Bench, bench_database

SCRIPTS = Path(__file__).parent / "scripts"


def main(options: list[str]) -> int:
    """Measure both, each on a clone of its own, and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench scheme_order", description=__doc__)
    parser.add_argument("--lines", type=int, default=50, help="of the order")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 500, 2000])
    parser.add_argument("--peer-sizes", type=int, nargs="+", help="by default the same")
    parser.add_argument("--repeat", type=int, default=3, help="the best of so many counts")
    arguments = parser.parse_args(options)
    words = {"lines": arguments.lines, "repeat": arguments.repeat}
    with bench_database("dms_bench_scheme") as bench:
        ours = bench.run(SCRIPTS / "scheme_order.py", sizes=arguments.sizes, **words)
    with bench_database("dms_bench_loyalty") as bench:
        _install(bench, "sale_loyalty")
        peer = bench.run(
            SCRIPTS / "scheme_order_peer.py", sizes=arguments.peer_sizes or arguments.sizes,
            **words,
        )
    _print(arguments.lines, ours["figures"], peer["figures"])
    return 0


def _install(bench: Bench, addon: str) -> None:
    settings = bench.workshop.settings
    subprocess.run(
        odoo_command(settings, bench.database, "-i", addon, "--stop-after-init", "--no-http",
                     "--log-level=warn"),
        env=odoo_environment(settings), check=True,
    )


def _print(lines: int, ours: list[dict], peer: list[dict]) -> None:
    others = {_key(figure): figure for figure in peer}
    print(f"\nan order of {lines} lines: its benefits worked out anew\n")
    print(f"{'schemes':>8} {'matching':>9} {'applied':>8} {'ours, ms':>9} {'queries':>8} "
          f"{'sale_loyalty, ms':>17} {'queries':>8} {'ratio':>7}")
    for figure in ours:
        row = (f"{figure['size']:>8} {figure['share']:>9.0%} {figure['applied']:>8} "
               f"{1000 * figure['seconds']:>9.1f} {figure['queries']:>8}")
        if other := others.get(_key(figure)):
            row += (f" {1000 * other['seconds']:>17.0f} {other['queries']:>8} "
                    f"{other['seconds'] / figure['seconds']:>7.0f}")
        print(row)


def _key(figure: dict) -> tuple:
    return figure["size"], figure["share"], figure["applied"]
