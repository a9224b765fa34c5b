"""A list in a real browser: the page stays where it is, however wide its table; the search finds by whose it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.access.roles import FINANCE, NETWORK_ADMIN
from tests.chromium import seen

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"


@pytest.mark.parametrize("width", [360, 820, 1280])
def test_a_wide_table_scrolls_in_its_card(visit, make, width):
    acme = make.organisation(name="The Extraordinarily Longwinded Consultancy and Partners (Pty) Ltd")
    make.adhoc(acme, description="Water damage on the second floor, three months of goodwill " * 3, quantity=1234567)
    page = visit(FINANCE, width=width)
    page.goto("/adhocs/list/")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_search_and_an_amount_as_people_type_them(visit, make):
    acme = make.organisation(name="Acme")
    invoice = make.invoice(acme, net=3000000)
    make.invoice(make.organisation(name="Bluegum"), net=1000)
    page = visit(FINANCE)
    page.goto("/invoices/list/")
    page.get_by_role("searchbox").fill("acme")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 in all")).to_be_visible()
    page.goto("/invoices/list/")
    page.get_by_role("button", name="Filter").click()
    page.locator("[data-add-filter=total_cents]").click()
    row = page.locator("[data-filter-rows] > *").last
    row.locator("select").select_option(label="more than")
    row.locator("[data-value] input").fill("30 000,00")
    page.locator("[data-filter-go]").click()
    expect(page.get_by_text("1 in all")).to_be_visible()
    expect(page.get_by_role("link", name=invoice.number, exact=True)).to_be_visible()
    expect(page.locator("[data-filter-rows] [data-value] input")).to_have_value("30 000,00")


def test_a_cell_by_keyboard_columns_in_another_order_and_all_that_match(visit, make):
    make.organisation(name="Acme", invoice_email="old@acme.example")
    for number in range(26):
        make.organisation(name=f"Bluegum {number:02}")
    page = visit(NETWORK_ADMIN)
    page.goto("/organisations/list/")
    cell = page.get_by_role("button", name="Change Invoices go to of Acme")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Invoices go to of Acme")).to_be_focused()
    page.keyboard.type("new@acme.example")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(cell).to_be_focused()
    expect(cell).to_contain_text("new@acme.example")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Invoices go to of Acme")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Move Code up").click()
    assert_accessible(page)
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("thead th[scope=col]").nth(1)).to_have_text("Code")

    page.get_by_label("All that match").check()
    page.get_by_role("button", name="Make inactive").click()
    tried = re.compile(r"Tried out on (all|\d+ of) 27 rows: \d+ can be done, 0 would be refused\.")  # as many as two seconds are enough for
    expect(page.get_by_text(tried)).to_be_visible()
    assert_accessible(page)
    seen(page, "preview")
    page.get_by_role("button", name="Make inactive: 27 rows").click()
    expect(page.get_by_text("27 made inactive.")).to_be_visible()
    seen(page, "list")


def assert_accessible(page):
    page.evaluate(
        "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
    )  # a colour on its way is none that anybody reads
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE.read_text()})  # past the policy of the page
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]] == []
