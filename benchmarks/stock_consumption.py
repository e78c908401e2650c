"""Taking sales off distributors' stock: our jobs beside Odoo's own transfers, in one run."""

import argparse
import platform
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"
FACTS = 100_000


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench stock_consumption", description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS, help="sales to take off")
    parser.add_argument("--distributors", type=int, default=10)
    parser.add_argument("--products", type=int, default=60, help="a half of them kept by lots")
    parser.add_argument("--days", type=int, default=30, help="over which the sales are spread")
    parser.add_argument("--sample", type=int, default=300, help="moves that Odoo itself makes")
    arguments = parser.parse_args(options)
    values = vars(arguments)
    with bench_database("dms_bench_stock") as bench:
        values |= bench.run(FOLDER / "stock_prepare.py", **values)
        core = bench.run(FOLDER / "stock_core.py", **values)
        ours = bench.run(FOLDER / "stock_post.py", **values)
    report(values, ours, core)
    return 0


def report(values: dict, ours: dict, core: dict) -> None:
    """Print the figures as a table, with the ratio that is promised."""
    print(f"\n{values['facts']:,} sales of {values['distributors']} distributors, "
          f"{values['products']} products, {values['days']} days")
    print(f"{values['versions']}, Python {platform.python_version()}, {values['cores']} cores, "
          "one job after the other\n")
    for label, figures in (
        ("jobs: sales → moves by product and day, done", ours),
        ("  of these, the monthly figures", {**ours, "seconds": ours["months"]}),
        ("Odoo: a transfer a day, reserved and validated", core),
    ):
        pace = figures["moves"] / figures["seconds"]
        print(f"{label:<48}{figures['moves']:>8,} moves {figures['lines']:>8,} lines "
              f"{figures['seconds']:>8.1f} s {pace:>8,.0f} moves/s")
    ours_pace, core_pace = (item["moves"] / item["seconds"] for item in (ours, core))
    print(f"\nsales a minute               {60 * values['facts'] / ours['seconds']:10,.0f}")
    print(f"sales a move                 {values['facts'] / ours['moves']:10.1f}")
    print(f"jobs / Odoo, by the move     {ours_pace / core_pace:10.1f}")
    print(f"peak memory of the jobs      {ours['mebibytes']:10.0f} MiB\n")
