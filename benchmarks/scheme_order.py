"""An order under many schemes, beside ``sale_loyalty`` and its programs, in one run."""

import argparse
import subprocess
from pathlib import Path
from statistics import median

from cli.odoo_command import odoo_command, odoo_environment

from .odoo import Bench, bench_database

SCRIPTS = Path(__file__).parent / "scripts"
# Beside so many schemes that match, the others are counted.
MATCHING = 10, 100


def main(options: list[str]) -> int:
    """Measure both, each on a clone of its own, and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench scheme_order", description=__doc__)
    parser.add_argument("--lines", type=int, default=50, help="of the order")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 500, 2000])
    parser.add_argument("--repeat", type=int, default=5, help="the best of so many counts")
    parser.add_argument("--pairs", type=int, default=5, help="with and without those that differ")
    parser.add_argument(
        "--patience", type=float, default=10,
        help="seconds after which a row is not repeated any more",
    )
    arguments = parser.parse_args(options)
    words = vars(arguments)
    matching = [size for size in MATCHING if size < max(arguments.sizes)]
    with bench_database("dms_bench_scheme") as bench:
        ours = bench.run(SCRIPTS / "scheme_order.py", matching=matching, **words)
    with bench_database("dms_bench_loyalty") as bench:
        _install(bench, "sale_loyalty")
        peer = bench.run(SCRIPTS / "scheme_order_peer.py", **words)
    for figure, other in zip(ours["figures"], peer["figures"], strict=True):
        _check(figure, other)
    _print(arguments.lines, ours["figures"], peer["figures"])
    _print_growth(ours["growth"])
    return 0


def _install(bench: Bench, addon: str) -> None:
    settings = bench.workshop.settings
    subprocess.run(
        odoo_command(settings, bench.database, "-i", addon, "--stop-after-init", "--no-http",
                     "--log-level=warn"),
        env=odoo_environment(settings), check=True,
    )


def _check(ours: dict, peer: dict) -> None:
    """Only what gives the same can be compared.

    :raise SystemExit: when the two gave another number of benefits, or other money
    """
    wanted, names = ours["applied"], ("benefits", "money")
    if ours["benefits"] != wanted or any(ours[name] != peer[name] for name in names):
        raise SystemExit(
            f"{ours['size']} schemes, {ours['fitting']} matching, {wanted} to be applied: ours "
            f"gave {ours['benefits']} benefits of {ours['money']} in all, sale_loyalty gave "
            f"{peer['benefits']} of {peer['money']}; these rows cannot be compared."
        )


def _print(lines: int, ours: list[dict], peer: list[dict]) -> None:
    print(f"\nan order of {lines} lines: its benefits worked out anew; elapsed / processor time of "
          "Odoo\nand its database session, the best of so many runs\n")
    print(f"{'schemes':>7} {'match':>6} {'applied':>7} | {'ours, ms':>15} {'queries':>7} "
          f"{'runs':>4} | {'sale_loyalty, ms':>17} {'queries':>7} {'runs':>4} | {'ratio':>13}")
    for figure, other in zip(ours, peer, strict=True):
        ratios = " / ".join(
            f"{min(other[name]) / min(figure[name]):,.0f}" for name in ("seconds", "processor")
        )
        print(
            f"{figure['size']:>7,} {figure['fitting']:>6,} {figure['benefits']:>7} | "
            f"{_best(figure):>15} {figure['queries']:>7} {len(figure['seconds']):>4} | "
            f"{_best(other):>17} {other['queries']:>7} {len(other['seconds']):>4} | {ratios:>13}"
        )


def _best(figure: dict) -> str:
    """The fastest turn in milliseconds, elapsed and of processors."""
    return " / ".join(
        f"{milliseconds:,.0f}" if milliseconds >= 1000 else f"{milliseconds:.1f}"
        for name in ("seconds", "processor") for milliseconds in [1000 * min(figure[name])]
    )


def _print_growth(growth: list[dict]) -> None:
    print("\nschemes that match, alone and by turns beside those that do not, none applied; "
          "medians\n")
    print(f"{'match':>6} {'beside':>7} {'turns':>6} | {'elapsed, ms':>17} {'growth':>8} | "
          f"{'processor, ms':>17} {'growth':>8}")
    for figure in growth:
        cells = []
        for name in ("seconds", "processor"):
            alone, beside = (
                1000 * median(figure[side][name]) for side in ("alone", "beside")
            )
            cells.append(f"{f'{alone:.1f} → {beside:.1f}':>17} {beside / alone - 1:>8.1%}")
        print(f"{figure['fitting']:>6} {figure['different']:>7,} "
              f"{len(figure['alone']['seconds']):>6} | {' | '.join(cells)}")
