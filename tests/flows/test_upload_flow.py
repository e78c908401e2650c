"""A wholesaler's register goes in at the back office; a distributor's own file in the portal."""

import base64
import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from cli.settings import ROOT

SAMPLES = ROOT / "dms_distributor" / "tests" / "samples"


def call(page, model, method, *args, **kwargs):
    """Call a model's method with the rights of the page's user."""
    answer = page.request.post(
        f"/web/dataset/call_kw/{model}/{method}",
        data={
            "jsonrpc": "2.0",
            "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
        },
    ).json()
    assert "error" not in answer, answer["error"]["data"]["message"]
    return answer.get("result")


@pytest.fixture
def product_codes(log_in):
    """Make products of the codes given, as the maker's master data would hold them."""
    admin = log_in("admin")

    def make(codes):
        known = {
            row["default_code"]
            for row in call(
                admin, "product.product", "search_read",
                [["default_code", "in", sorted(codes)]], fields=["default_code"],
            )
        }
        call(
            admin, "product.product", "create",
            [
                {"name": f"Article {code}", "default_code": code, "is_storable": True}
                for code in sorted(set(codes) - known)
            ],
        )

    return make


def _codes(name):
    """Product codes of a sample, read independently of the add-on."""
    if name.endswith(".xls"):
        import xlrd

        sheet = xlrd.open_workbook(SAMPLES / name).sheet_by_index(0)
        cells = {str(value) for row in range(sheet.nrows) for value in sheet.row_values(row)}
    else:
        text = (SAMPLES / name).read_text(encoding="latin-1")
        cells = {cell for line in text.splitlines() for cell in line.split(";")}
    return {
        match[1] for cell in cells if (match := re.fullmatch(r"(\d{5}[A-Z]{0,2})(\.0)?", cell))
    }


def overview(page):
    """What the sales overview shows for January 2010: the value, as a number."""
    page.goto("/odoo/sales-overview?period=custom&from=2010-01-01&to=2010-01-01")
    value = page.locator(".o_dms_tile[data-tile=net] .o_dms_tile_value").inner_text()
    return float(re.sub(r"[^0-9.-]", "", value))


def test_manager_loads_a_register(log_in, product_codes):
    product_codes(_codes("january_register.xls"))
    page = log_in("dms_manager")
    before = overview(page)
    page.goto("/odoo/sales-uploads/new")
    page.fill("div[name=distributor_id] input", "Sunrise")
    page.click(".o-autocomplete--dropdown-item:has-text('Sunrise Distributors')")
    page.set_input_files("div[name=file] input[type=file]", SAMPLES / "january_register.xls")
    expect(page.locator("div[name=file] .o_clear_file_button")).to_be_visible()
    page.click("button[name=action_read_file]")
    expect(page.locator("div[name=preview] table")).to_contain_text("2010")
    page.click("button[name=action_check]")
    load = page.locator("button[name=action_load]")
    expect(load).to_be_visible()
    new_rows = int(page.locator("div[name=new_count]").inner_text())
    assert new_rows > 10
    load.click()
    sales = page.locator("button.oe_stat_button:has-text('Sales')")
    expect(sales).to_be_visible()
    expect(sales).to_contain_text(str(new_rows))
    january = [["date", ">=", "2010-01-01"], ["date", "<=", "2010-01-31"]]
    facts = call(page, "dms.secondary.sale", "search_read", january, fields=["net_amount"])
    assert len(facts) == new_rows
    assert overview(page) - before == pytest.approx(sum(row["net_amount"] for row in facts))


def test_distributor_sends_its_file_in_the_portal(log_in, product_codes):
    product_codes(_codes("february_ventes.csv"))
    page = log_in("distributor_north")
    page.goto("/my/uploads/new")
    page.set_input_files("#dms_ufile", SAMPLES / "february_ventes.csv")
    page.click("button:has-text('Send and check')")
    load = page.locator("button:has-text('Load')")
    expect(load).to_be_visible()
    new_rows = int(page.locator(".o_dms_figure:has-text('New') .fs-4").inner_text())
    assert new_rows > 10
    load.click()
    recorded = page.locator(".o_dms_figure:has-text('Recorded') .fs-4")
    expect(recorded).to_have_text(str(new_rows))
    mine = page.url
    page.goto("/my/uploads")
    expect(page.locator("#wrapwrap")).to_contain_text("february_ventes.csv")

    stranger = log_in("distributor_south")
    stranger.goto(mine)
    assert stranger.url.rstrip("/") != mine
    expect(stranger.locator("#wrapwrap")).not_to_contain_text("february_ventes.csv")
    for address in ("/my/uploads", "/my/sales", "/my/network"):
        stranger.goto(address)
        expect(stranger.locator("#wrapwrap")).not_to_contain_text("february_ventes.csv")
    of_file = [["invoice_reference", "=", "496349"]]
    assert call(page, "dms.secondary.sale", "search_count", of_file)
    assert not call(stranger, "dms.secondary.sale", "search_count", of_file)


def _bad_files():
    """Files that cannot be read, and a word of the message that each must give."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.bin", bytes(range(256)) * 8)
    wide = ";".join(f"column {number}" for number in range(300))
    register = (SAMPLES / "january_register.xls").read_bytes()
    return {
        "empty.csv": (b"", "empty"),
        "renamed.xlsx": (packed.getvalue(), "workbook"),
        "wide.csv": (f"{wide}\n{wide}\n".encode(), "column"),
        "cut.xls": (register[: len(register) // 2], "cut"),
    }


@pytest.mark.parametrize("name", sorted(_bad_files()))
def test_bad_file_is_told_apart(log_in, name):
    content, word = _bad_files()[name]
    page = log_in("dms_manager")
    before = call(page, "dms.secondary.sale", "search_count", [])
    [distributor] = call(
        page, "res.partner", "search", [["name", "=", "Sunrise Distributors"]]
    )
    [upload] = call(
        page, "dms.upload", "create",
        [{
            "distributor_id": distributor, "file_name": name,
            "file": base64.b64encode(content or b"\n").decode(),
        }],
    )
    call(page, "dms.upload", "action_check", [upload])
    page.goto(f"/odoo/sales-uploads/{upload}")
    message = page.locator(".alert-danger div[name=message]")
    expect(message).to_contain_text(word, ignore_case=True)
    expect(message).not_to_contain_text("Traceback")
    assert call(page, "dms.secondary.sale", "search_count", []) == before
