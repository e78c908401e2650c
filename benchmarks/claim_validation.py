"""Many claims validated: what they come to, every check, and the rules; in batches."""

import argparse
import os
import platform
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench claim_validation", description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=1_000_000, help="sales behind the claims")
    parser.add_argument("--distributors", type=int, default=500, help="who claim")
    parser.add_argument("--submit", type=int, default=1_000, help="claims submitted from draft")
    arguments = parser.parse_args(options)
    values = vars(arguments)
    with bench_database("dms_bench_claims") as bench:
        bench.run(FOLDER / "tower_generate.py", **values)
        figures = bench.run(FOLDER / "claim_validation.py", **values)
    report(values, figures)
    return 0


def report(values: dict, figures: dict) -> None:
    """Print the figures as a table, with what is promised."""
    print(f"\n{values['claims']:,} claims of {values['distributors']:,} distributors, "
          f"{values['facts']:,} sales, {figures['schemes']} schemes; Python "
          f"{platform.python_version()}, {os.cpu_count()} cores, one job after the other\n")
    print(f"{'batch':>8}{'seconds':>10}{'queries':>10}{'claims/s':>10}")
    for size, seconds, queries in figures["batches"]:
        print(f"{size:>8,}{seconds:>10.2f}{queries:>10,}{size / seconds:>10,.0f}")
    total = figures["seconds"]
    print(f"\n{'all, expected amounts, checks and rules':<48}{total:>10.1f} s")
    print(f"{'  of these, expected amounts':<48}{figures['expected']:>10.1f} s")
    print(f"{'  of these, checks':<48}{figures['checks']:>10.1f} s")
    print(f"{'findings kept':<48}{figures['findings']:>10,}")
    print(f"{'submitted from draft, with the approvers asked':<48}"
          f"{figures['submitted'] / figures['submit_seconds']:>10,.0f} claims/s")
    print(f"{'peak memory':<48}{figures['mebibytes']:>10.0f} MiB\n")
