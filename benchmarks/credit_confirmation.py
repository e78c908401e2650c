"""Confirming an order with and without the check of credit, turn by turn in one run."""

import argparse
from pathlib import Path

from .odoo import bench_database

SCRIPT = Path(__file__).parent / "scripts" / "credit_confirmation.py"


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench credit_confirmation", description=__doc__)
    parser.add_argument("--lines", type=int, default=50, help="of each order")
    parser.add_argument("--orders", type=int, default=21, help="of each kind; the first is warm-up")
    arguments = parser.parse_args(options)
    with bench_database("dms_bench_credit") as bench:
        result = bench.run(SCRIPT, lines=arguments.lines, orders=arguments.orders)
    print(f"\nconfirming {arguments.orders - 1} orders of {arguments.lines} lines, medians\n")
    for name in ("with", "without"):
        print(f"{name:<8} the check {result[f'{name}_ms']:8.0f} ms "
              f"{result[f'{name}_queries']:6.0f} queries")
    print(f"\nwith / without     {result['ratio']:8.3f}")
    print(f"queries of a check {result['with_queries'] - result['without_queries']:8.0f}\n")
    return 0
