"""A list in a real browser: the page stays where it is, however wide its table; the search finds by whose it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.access.roles import FINANCE

pytestmark = pytest.mark.browser


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
