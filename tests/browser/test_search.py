"""Ctrl+K finds and opens by keyboard alone; keys of one letter go through a list, and never while somebody types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.chromium import seen

pytestmark = pytest.mark.browser


def test_find_and_go_without_a_mouse(visit, make):
    acme = make.organisation(make.location(name="Kloof"), name="Acme Studio")
    make.organisation(name="Bluegum")
    page = visit()
    page.keyboard.press("Control+k")
    field, dialog = page.get_by_role("combobox", name="What are you looking for?"), page.locator("#search")
    expect(field).to_be_focused()
    page.keyboard.type("acme st")
    chosen = dialog.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Acme Studio")
    expect(chosen).to_contain_text("Kloof")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    seen(page, "search")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    field.fill("acme")
    page.keyboard.press("Enter")  # before the answer is there: it waits for it
    expect(page).to_have_title("Acme Studio · Foyer")
    page.wait_for_load_state()  # a page knows its title before it hears keys
    page.keyboard.type("go")
    expect(page.get_by_role("heading", name="Organisations", level=1)).to_be_visible()
    page.get_by_role("searchbox").press_sequentially("n?x")  # typed, and nothing else
    expect(page.get_by_role("searchbox")).to_have_value("n?x")
    page.get_by_role("searchbox").blur()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys of this page")
    for words in ("New organisation", "The next row", "Find anything", "Calendar"):
        expect(sheet.get_by_text(words, exact=True).first).to_be_visible()
    seen(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("tr.is-here")).to_contain_text("Acme Studio")
    page.keyboard.press("o")
    page.wait_for_url(f"**/organisations/show/{acme.id}")
    page.keyboard.press("e")
    page.wait_for_url(f"**/organisations/edit/{acme.id}")
