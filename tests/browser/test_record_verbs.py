"""More on a record, by keyboard, on a desk and on a phone: nothing is cut, and the focus comes back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from app.access.roles import NETWORK_ADMIN
from benchmarks.drills.axe_looks import Eyes

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_more_by_keyboard(visit: Any, make: Any, width: int, dark: bool) -> None:
    license = make.license(make.organisation(name="Acme"))
    page = visit(NETWORK_ADMIN, width=width, dark=dark)
    page.goto(f"/organisations/show/{license.organisation_id}")
    more = page.get_by_role("button", name="More", exact=True)
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Record a payment")).to_be_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('.more-menu .dropdown-item')].every((each) => each.scrollWidth <= each.clientWidth && each.getBoundingClientRect().right <= innerWidth && each.getBoundingClientRect().left >= 0)"
    )
    page.keyboard.press("ArrowUp")  # the last one
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete Acme?")
    expect(page.locator("#confirm")).to_be_focused()  # a dialog on its way in does not go out yet
    dialog.get_by_role("button", name="Cancel").press("Enter")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="They leave").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme leaves")
    expect(page.locator("main")).to_contain_text("Licenses that end")
    looks = ((width, "dark" if dark else "light"),)
    assert list(Eyes(page, looks=looks).look("leaving")) == []
    page.get_by_role("button", name="Acme leaves").click()
    expect(page.locator("main")).to_contain_text("They leave on")
