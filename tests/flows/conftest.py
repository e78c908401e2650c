"""A system of its own for each module of flows, and a browser to use it with."""

import os
import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cli.proxy import ensure_nginx
from cli.server import Server

from ..workers import worker_number

# Of the ports that each process of the run has for itself.
FIRST_PORT, STEP, TRIES = 18070, 10, 20
# A worker's first answers take long on a busy machine, which is no finding.
expect.set_options(timeout=60_000)


def _free_port(worker: int) -> int:
    """A port that is free together with the next two, which the server takes as well."""
    first_port = FIRST_PORT + worker * STEP * TRIES
    ports = range(first_port, first_port + STEP * TRIES, STEP)
    for port in ports:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            try:
                for offset, probe in enumerate((first, second, third)):
                    probe.bind(("127.0.0.1", port + offset))
            except OSError:
                continue
        return port
    raise RuntimeError(f"no three free ports in {ports}")


@pytest.fixture(scope="module")
def server(workshop, template, request) -> Iterator[Server]:
    """The whole system (workers, job runner, websocket, proxy) on a clone of the template."""
    database = f"dms_flow_{request.module.__name__.rpartition('.')[2]}"
    workshop.databases.clone(template, database)
    nginx, environment = ensure_nginx(workshop.settings, workshop.apt)
    port = _free_port(worker_number(request.config))
    running = Server(workshop.settings, nginx, environment, database, port)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        workshop.databases.drop(database)


# Of the module, not of the session: Odoo's test classes, which may come next in this process,
# terminate every child that they find.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=os.environ["DMS_BROWSER"],
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        yield running
        running.close()


@pytest.fixture
def log_in(browser, server):
    """Open a page as a user: ``log_in("dms_manager")``; errors of the page fail the test."""
    contexts = []

    def open_page(login: str, *, width: int = 1400, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=server.url, locale="en-US"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.errors = errors
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/web/login" not in url)
        page.wait_for_selector(".o_main_navbar, #wrapwrap")
        return page

    yield open_page
    problems = [error for context in contexts for page in context.pages for error in page.errors]
    for context in contexts:
        context.close()
    assert not problems
