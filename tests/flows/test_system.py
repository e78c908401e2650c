"""The system as ``./dms up`` serves it: log-ins, proxy, websocket."""

import http.client

import pytest

from cli.main import LOG_INS


@pytest.mark.parametrize("login", [login for _, login, _ in LOG_INS])
def test_log_in(log_in, login):
    page = log_in(login)
    portal = login.startswith("distributor")
    assert page.locator("#wrapwrap" if portal else ".o_web_client").count() == 1


def test_websocket_reaches_its_process(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(
        "GET", "/websocket",
        headers={
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": server.url,
        },
    )
    assert connection.getresponse().status == 101


def test_large_request_passes_the_proxy(log_in, server):
    # More than the proxy holds in memory; Odoo answers, whatever it thinks of it.
    answer = log_in("dms_manager").request.post(
        "/web/dataset/call_kw/res.users/read",
        data={"jsonrpc": "2.0", "params": {"filler": "x" * 5_000_000}},
    )
    assert answer.status == 200


def test_second_start_finds_it_running(server):
    before = (server.folder / "odoo.pid").read_text()
    server.start()
    assert (server.folder / "odoo.pid").read_text() == before
