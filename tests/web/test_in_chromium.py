"""In a real browser, with real keys: look-ups, filters, bulk verbs with the dialog, light and dark, wide and narrow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.access.roles import NETWORK_ADMIN
from app.models import Invoice, Space
from tests.chromium import listen
from tests.make import PASSWORD, Make

pytestmark = pytest.mark.browser
ADDRESSES = ("/", "/organisationview/list/", "/invoiceview/list/", "/licenseview/add", "/profile/", "/docs/api", "/spaceview/list/")


@pytest.fixture(scope="module")
def address(web_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, web_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def tab(chromium: Any, address: str, make: Make) -> Iterator[Any]:
    """A page where a network admin has signed in; what the console complains of fails the test."""
    user = make.user(NETWORK_ADMIN)
    context = chromium.new_context(base_url=address, locale="en-ZA")
    page = context.new_page()
    said: list[str] = []
    listen(page, said)
    page.goto("/login/")
    page.fill("#username", user.username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    yield page
    context.close()
    assert said == []


def test_typing_finds_a_row_and_the_form_saves_it(tab: Any, make: Make, session: Any) -> None:
    for name in ("Amber House", "Blue House", "Quiet House"):
        make.location(name=name)
    tab.goto("/spaceview/add")
    tab.fill("#code", "LOFT")
    tab.fill("#name", "Loft")
    tab.click("#location + .ts-wrapper .ts-control")
    tab.keyboard.type("blue h")
    tab.locator(".ts-dropdown .option.active", has_text="Blue House").wait_for()
    tab.keyboard.press("Enter")
    tab.select_option("#kind", "studio")

    tab.click("button:has-text('Save')")

    tab.get_by_text("Saved.").wait_for()
    assert session.query(Space).one().location.name == "Blue House"


def test_an_answer_that_comes_after_the_choice_does_not_open_the_list_again(tab: Any, make: Make) -> None:
    for name in ("Kloof Street", "Rosebank"):
        make.location(name=name)
    tab.goto("/organisationview/add")
    tab.click("#location + .ts-wrapper .ts-control")
    tab.wait_for_selector(".option:has-text('Kloof')")
    held: list[Any] = []
    tab.route("**/lookup/**", lambda route: held.append(route))
    tab.keyboard.type("kloo")
    while not held:
        tab.wait_for_timeout(20)
    tab.locator(".ts-dropdown .option", has_text="Kloof").click()
    with tab.expect_response("**/lookup/**"):
        held[0].continue_()
    tab.wait_for_timeout(200)
    assert not tab.is_visible(".ts-dropdown")
    tab.click("#name")
    assert tab.evaluate("document.activeElement.id") == "name"


def test_whoever_went_on_to_the_next_field_stays_there(tab: Any, make: Make) -> None:
    """The list takes the cursor in its own time: who leaves within the same moment is not fetched back by an answer that comes then."""
    make.location(name="Kloof Street")
    tab.goto("/organisationview/add")
    tab.click("#location + .ts-wrapper .ts-control")
    tab.wait_for_selector(".option:has-text('Kloof')")
    where = """() => {
        const box = document.querySelector("#location").tomselect, name = document.querySelector("#name");
        box.close();
        box.focus();
        name.focus();
        box.refreshOptions(true);
        return document.activeElement.id;
    }"""
    assert tab.evaluate(where) == "name"


def test_rows_are_chosen_and_asked_about_before_the_verb(tab: Any, make: Make, session: Any) -> None:
    invoices = [make.invoice() for _turn in range(3)]
    tab.goto("/invoiceview/list/")
    button = tab.locator("button[value=void]")
    assert not button.is_visible()
    for box in tab.locator("[data-check]").all()[:2]:
        box.check()
    button.click()
    tab.get_by_text("Void the chosen invoices?").wait_for()
    assert session.query(Invoice).filter_by(void_reason="").count() == 3
    session.rollback()

    tab.click("#confirm-yes")

    tab.get_by_text("2 voided.").wait_for()
    session.expire_all()
    assert sum(row.void_reason == "a test" for row in session.query(Invoice)) == 2 < len(invoices)


def test_a_filter_is_added_by_clicks_and_shown_again(tab: Any, make: Make) -> None:
    make.invoice(make.organisation(name="Blue Studio"))
    make.invoice(make.organisation(name="Amber Labs"))
    tab.goto("/invoiceview/list/")
    tab.click("button:has-text('Filter')")
    tab.click("[data-add-filter=organisation]")
    tab.keyboard.type("blu")
    tab.locator(".ts-dropdown .option", has_text="Blue Studio").click()
    tab.click("[data-filter-go]")

    tab.wait_for_url("**/list/?*_flt_0_organisation=*")
    assert tab.locator("tbody tr").count() == 1
    tab.locator("[data-filter-rows] .item", has_text="Blue Studio").wait_for()


def test_related_lists_open_in_tabs(tab: Any, make: Make) -> None:
    license = make.license()
    tab.goto(f"/organisationview/show/{license.organisation_id}")

    tab.get_by_role("link", name=license.code, exact=True).click()

    tab.wait_for_url(f"**/licenseview/show/{license.id}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways(tab: Any, make: Make, scheme: Any, width: int) -> None:
    make.invoice(make.organisation(name="A name that is quite a lot longer than most of the names that companies have"))
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 800})
    for address in ADDRESSES:
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
        assert tab.evaluate("document.documentElement.dataset.bsTheme") == scheme


def test_light_and_dark_are_remembered(tab: Any) -> None:
    before = tab.evaluate("document.documentElement.dataset.bsTheme")
    tab.click("[data-theme-switch]")
    tab.goto("/profile/")

    assert tab.evaluate("document.documentElement.dataset.bsTheme") != before


def test_keys_reach_the_content_first(tab: Any) -> None:
    tab.goto("/organisationview/list/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"
