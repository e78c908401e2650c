"""A wholesaler's register goes in at the back office; a distributor's own file in the portal."""

import re

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
    return answer["result"]


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


def test_manager_loads_a_register(log_in, product_codes):
    product_codes(_codes("january_register.xls"))
    page = log_in("dms_manager")
    page.goto("/odoo/sales-uploads/new")
    page.fill("div[name=distributor_id] input", "Sunrise")
    page.click(".o-autocomplete--dropdown-item:has-text('Sunrise Distributors')")
    page.set_input_files("div[name=file] input[type=file]", SAMPLES / "january_register.xls")
    page.click("button[name=action_read_file]")
    expect(page.locator("div[name=preview] table")).to_contain_text("2010")
    page.click("button[name=action_check]")
    load = page.locator("button[name=action_load]")
    expect(load).to_be_visible(timeout=60_000)
    new_rows = int(page.locator("div[name=new_count]").inner_text())
    assert new_rows > 10
    load.click()
    sales = page.locator("button.oe_stat_button:has-text('Sales')")
    expect(sales).to_be_visible(timeout=60_000)
    expect(sales).to_contain_text(str(new_rows))
    facts = call(
        page, "dms.secondary.sale", "search_count",
        [["date", ">=", "2010-01-01"], ["date", "<=", "2010-01-31"]],
    )
    assert facts == new_rows
