"""The quick order: its data beside Odoo's product catalogue, and its page in a browser."""

import argparse
import os
import platform
from pathlib import Path

from .odoo import bench_database

FOLDER = Path(__file__).parent / "scripts"
PORT = 18960
# A distributor's list, a large maker's, and one that is four times what is asked for.
SIZES = (500, 1000, 2000)
# Milliseconds; the first page waits for its scripts to be put together, beside whatever else runs.
PATIENCE = 600_000
# Scrolls from the top to the bottom in 120 steps, a step a frame; gives the frames' times.
SCROLL = """
async () => {
    const list = document.querySelector(".o_dms_order_list");
    const frames = [];
    let last = performance.now();
    for (let step = 0; step <= 120; step++) {
        list.scrollTop = (list.scrollHeight * step) / 120;
        await new Promise((done) => requestAnimationFrame(done));
        const now = performance.now();
        frames.push(now - last);
        last = now;
    }
    frames.sort((a, b) => a - b);
    return {
        median: frames[Math.floor(frames.length / 2)],
        p95: frames[Math.floor(frames.length * 0.95)],
        rows: document.querySelectorAll(".o_dms_order_row").length,
    };
}
"""
# From a typed letter until the list has changed.
TYPE = """
async () => {
    const input = document.querySelector(".o_dms_quick_order_search input");
    const start = performance.now();
    input.value = "number 19";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}
"""


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench quick_order", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the best counts")
    parser.add_argument("--no-browser", action="store_true", help="leave the page out")
    arguments = parser.parse_args(options)
    with bench_database("dms_bench_order") as bench:
        prepared = bench.run(FOLDER / "quick_order_prepare.py", sizes=SIZES)
        figures = [
            bench.run(
                FOLDER / "quick_order.py", distributor=prepared["distributor"], list=pricelist,
                repeat=arguments.repeat,
            )
            for pricelist in prepared["lists"]
        ]
        report(prepared, figures)
        if not arguments.no_browser:
            report_pages(measure_pages(bench))
    return 0


def measure_pages(bench) -> dict:
    """Times of the page with the longest list, on a desktop and on a phone."""
    from playwright.sync_api import sync_playwright

    from cli.proxy import ensure_nginx
    from cli.server import Server
    from cli.testing import ensure_browser

    workshop = bench.workshop
    nginx, environment = ensure_nginx(workshop.settings, workshop.apt)
    found = ensure_browser(workshop.settings, workshop.apt)
    os.environ.update(found)
    server = Server(workshop.settings, nginx, environment, bench.database, PORT)
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found["DMS_BROWSER"], args=["--no-sandbox", "--disable-gpu"]
            )
            pages = {
                name: measure_page(browser, server.url, width, height, slowdown)
                for name, width, height, slowdown in (
                    ("desktop", 1366, 800, 1), ("phone", 390, 844, 4)
                )
            }
            browser.close()
    finally:
        server.stop()
    return pages


def measure_page(browser, url: str, width: int, height: int, slowdown: int) -> dict:
    """Times in milliseconds; ``slowdown`` makes the processor that of a phone."""
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/web/login")
    page.fill("input[name=login]", "bench_portal")
    page.fill("input[name=password]", "bench_portal")
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/web/login" not in address)
    # The first visit fills the browser's cache with the page's scripts.
    page.goto("/my/dms/order")
    page.wait_for_selector(".o_dms_order_row")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto("/my/dms/order")
    page.wait_for_selector(".o_dms_order_row")
    timing = page.evaluate(
        """() => {
            const [data] = performance.getEntriesByType("resource")
                .filter((entry) => entry.name.endsWith("/my/dms/order/data"));
            return { now: performance.now(), data: data.responseEnd };
        }"""
    )
    figures = {"shown": timing["now"], "drawn": timing["now"] - timing["data"]}
    figures |= page.evaluate(SCROLL)
    figures["search"] = page.evaluate(TYPE)
    context.close()
    return figures


def report(prepared: dict, figures: list[dict]) -> None:
    """Print the server's figures as a table."""
    print(f"{prepared['versions']}, Python {platform.python_version()}, "
          f"{prepared['cores']} cores; a price rule for each product\n")
    print(f"{'products':>9}{'quick order':>14}{'queries':>9}{'payload':>11}"
          f"{'core catalogue':>17}{'queries':>9}{'core / ours':>13}")
    for row in figures:
        print(f"{row['products']:>9,}{row['ours']:>12.2f} s{row['our_queries']:>9}"
              f"{row['kibibytes']:>7.0f} KiB{row['core']:>15.2f} s{row['core_queries']:>9}"
              f"{row['core'] / row['ours']:>13.1f}")


def report_pages(pages: dict) -> None:
    """Print the browser's figures."""
    print(f"\nthe page with {SIZES[-1]:,} products; milliseconds (phone: processor slowed 4 times)")
    for name, row in pages.items():
        print(f"{name:>9}: rows shown {row['shown']:,.0f} after the click, "
              f"{row['drawn']:,.0f} after the data; a frame of scrolling {row['median']:.0f} "
              f"(95 %: {row['p95']:.0f}) with "
              f"{row['rows']} rows drawn; a search {row['search']:.0f}")
