"""What partners earn from secondary sales: all schemes at once, then only what has changed."""

import argparse
import os
import platform
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench scheme_entitlement", description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--schemes", type=int, default=200)
    parser.add_argument("--sample", type=int, default=10, help="schemes that the peer groups")
    parser.add_argument("--rows", type=int, default=1000, help="sales that arrive afterwards")
    arguments = parser.parse_args(options)
    with bench_database("dms_bench_entitlement") as bench:
        made = bench.run(FOLDER / "tower_generate.py", facts=arguments.facts)
        figures = bench.run(FOLDER / "scheme_entitlement.py", **vars(arguments))
    report(arguments, made, figures)
    return 0


def report(arguments: argparse.Namespace, made: dict, figures: dict) -> None:
    """Print the figures as a table, with the peer beside them."""
    print(f"\n{arguments.facts:,} sales of {made['distributors']} distributors to "
          f"{made['outlets']:,} outlets, {arguments.schemes} schemes; Python "
          f"{platform.python_version()}, {os.cpu_count()} cores, one job after the other\n")
    full, peer = figures["full"], figures["peer"]
    print(f"{'all entitlements, counted anew':<52}{full:>10.1f} s"
          f"{figures['entitlements']:>12,} rows")
    print(f"{'  by scheme':<52}{full / arguments.schemes:>10.2f} s")
    print(f"{f'peer: one grouping for each of {arguments.sample} schemes, by scheme':<52}"
          f"{peer / arguments.sample:>10.2f} s   (no benefit, no window, no write)")
    print(f"{'peer / ours, by scheme':<52}"
          f"{peer / arguments.sample * arguments.schemes / full:>10.1f} ×")
    print(f"{f'{arguments.rows:,} new sales of one distributor, counted':<52}"
          f"{figures['delta']:>10.2f} s")
    print(f"{'peak memory':<52}{figures['mebibytes']:>10.0f} MiB")
    print(f"what followed equals what is counted anew: {figures['equal']}\n")
