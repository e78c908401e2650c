"""Server time of the dashboards at a million and at ten million facts, and how it grows."""

import argparse
import os
import platform
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"
LIMIT = 0.5


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench control_tower", description=__doc__)
    parser.add_argument(
        "--facts", type=int, nargs="+", default=[1_000_000, 10_000_000], help="sizes to measure at"
    )
    parser.add_argument("--repeat", type=int, default=5, help="later calls; the best counts")
    parser.add_argument("--rows", type=int, default=100_000, help="of the bulk insert")
    arguments = parser.parse_args(options)
    runs = {}
    for facts in arguments.facts:
        with bench_database("dms_bench") as bench:
            made = bench.run(FOLDER / "tower_generate.py", facts=facts)
            kept = bench.run(FOLDER / "tower_snapshots.py")
            times = bench.run(
                FOLDER / "tower_measure.py", region=made["region"], repeat=arguments.repeat
            )
            insert = bench.run(FOLDER / "tower_insert.py", rows=arguments.rows)
        runs[facts] = {"made": made, "kept": kept, "times": times, "insert": insert}
        describe(facts, runs[facts])
    compare(runs)
    return 0


def describe(facts: int, run: dict) -> None:
    """Print what was made, what the jobs took, and what an insert pays."""
    made, kept, insert = run["made"], run["kept"], run["insert"]
    print(f"\n{facts:,} facts of {made['distributors']:,} distributors and {made['outlets']:,} "
          f"outlets; Python {platform.python_version()}, {os.cpu_count()} cores")
    for model, count in made["counts"].items():
        print(f"  {model:<32}{count:>12,} rows")
    print(f"  {'dms.kpi.snapshot':<32}{kept['snapshots']:>12,} rows")
    print(f"  facts inserted in {made['inserted']:.0f} s (without triggers), summed in "
          f"{made['summed']:.0f} s")
    print(f"\n  jobs of one month: {sum(kept['seconds'].values()):.1f} s in all, the longest:")
    for code, seconds in sorted(kept["seconds"].items(), key=lambda item: -item[1])[:6]:
        print(f"    {code:<30}{seconds:>8.2f} s")
    whole = insert["seconds"]["all"]
    print(f"\n  insert of {insert['rows']:,} rows: {whole:.2f} s; what is kept as they arrive:")
    for name, seconds in insert["seconds"].items():
        if name != "all":
            label = "all of it" if name == "none" else name
            print(f"    {label:<30}{100 * (whole - seconds) / whole:>7.1f} %")


def compare(runs: dict[int, dict]) -> None:
    """Print each call's time at each size, and how much it grew."""
    sizes = list(runs)
    print(f"\n{'seconds (first call / later ones)':<48}"
          + "".join(f"{size / 1e6:>14g} M" for size in sizes) + f"{'growth':>10}")
    for name in runs[sizes[0]]["times"]:
        cells = [runs[size]["times"][name] for size in sizes]
        growth = cells[-1]["warm"] / cells[0]["warm"]
        slow = " *" if cells[-1]["warm"] > LIMIT else ""
        texts = [f"{cell['cold']:.3f} / {cell['warm']:.3f}" for cell in cells]
        print(f"{name:<48}" + "".join(f"{text:>16}" for text in texts) + f"{growth:>9.1f}×{slow}")
    print(f"\n* above {LIMIT} s")
