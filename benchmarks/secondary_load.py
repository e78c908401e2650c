"""Loading secondary sales: the upload, Odoo's ``load()`` and a bare COPY + INSERT, in one run."""

import argparse
import gzip
import platform
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"
HEADINGS = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
ROWS = 525_461
SCRIPTS = ("copy_insert", "odoo_load", "upload")


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench secondary_load", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="of the generated file")
    parser.add_argument("--file", type=Path, help="a file of sales to load in its place")
    parser.add_argument("--sample", type=int, default=5000, help="rows that load() is given")
    parser.add_argument("--repeat", type=int, default=1, help="runs, of which the best counts")
    arguments = parser.parse_args(options)
    with tempfile.TemporaryDirectory() as folder, bench_database("dms_bench") as bench:
        path = arguments.file or generate(Path(folder) / "sales.csv.gz", arguments.rows)
        values = {"path": str(path.resolve()), "sample": arguments.sample}
        prepared = bench.run(FOLDER / "prepare.py", **values)
        values |= {"distributor": prepared["distributor"]}
        runs = [
            {name: bench.run(FOLDER / f"{name}.py", **values) for name in SCRIPTS}
            for _ in range(arguments.repeat)
        ]
    report(path, prepared, {name: best([run[name] for run in runs]) for name in SCRIPTS})
    return 0


def best(runs: list[dict]) -> dict:
    """The least of each time, so that a busy machine tells less; the most of the memory."""
    return {
        key: (max if key in ("rows", "mebibytes") else min)(run[key] for run in runs)
        for key in runs[0]
    }


def generate(path: Path, rows: int) -> Path:
    """A file of a wholesaler's year: 28,000 invoices, 4,600 products, 4,400 outlets."""
    pick = random.Random(2010)
    products = [f"{pick.randrange(10000, 99999)}{pick.choice('ABCD   ').strip()}"
                for _ in range(4600)]
    outlets = [str(pick.randrange(12000, 18300)) for _ in range(4400)]
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write(HEADINGS + "\n")
        invoice, left, day = 489_433, 0, date(2009, 12, 1)
        for row in range(rows):
            if not left:
                invoice, left = invoice + 1, pick.randint(1, 36)
                day = date(2009, 12, 1) + timedelta(days=373 * row // rows)
                outlet = pick.choice(outlets) if pick.random() < 0.8 else ""
                back = pick.random() < 0.02
            left -= 1
            product = pick.choice(products)
            file.write(
                f"{'C' if back else ''}{invoice},{product},GOODS {product},"
                f"{'-' if back else ''}{pick.randint(1, 48)},{day} 08:26:00,"
                f"{pick.randint(10, 1500) / 100},{outlet},United Kingdom\n"
            )
    return path


def report(path: Path, prepared: dict, figures: dict) -> None:
    """Print the figures as a table, with the ratios that are promised."""
    upload, load, copy = figures["upload"], figures["odoo_load"], figures["copy_insert"]
    print(f"\n{path.name}: {upload['rows']:,} rows, {prepared['products']:,} products, "
          f"{prepared['outlets']:,} outlets")
    print(f"{prepared['versions']}, Python {platform.python_version()}, "
          f"{prepared['cores']} cores\n")
    lines = (
        ("upload: file → checked (nothing recorded)", upload["rows"], upload["check"]),
        ("upload: file → checked → facts", upload["rows"], upload["load"]),
        ("upload: the same file again, nothing new", upload["rows"], upload["again"]),
        ("Odoo's load() with external identifiers", load["rows"], load["seconds"]),
        ("bare COPY + INSERT … SELECT", copy["rows"], copy["seconds"]),
    )
    for label, rows, seconds in lines:
        print(f"{label:<44}{rows:>9,} rows {seconds:>8.1f} s {rows / seconds:>9,.0f} rows/s")
    ours = upload["rows"] / upload["load"]
    print(f"\nupload / load()            {ours * load['seconds'] / load['rows']:6.1f}")
    print(f"upload / COPY + INSERT     {ours * copy['seconds'] / copy['rows']:6.2f}")
    bare = copy["rows"] / copy["seconds"]
    print(f"COPY + INSERT / load()     {bare * load['seconds'] / load['rows']:6.1f}")
    print(f"peak memory of the upload  {upload['mebibytes']:6.0f} MiB\n")
