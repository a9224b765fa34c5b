"""A tablet beside a door: paired by its address, tapped, and true by itself when somebody books elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page

from app.access.roles import FRONT_DESK
from app.actions.secret_links.renew import renew_link
from app.core.clock import now
from app.models.secret_link import LinkKind
from app.rules.booking_limits import down_to_grid

pytestmark = pytest.mark.browser


def fits(page: Page) -> bool:
    """Nothing scrolls, and every button takes a whole finger."""
    whole = page.evaluate("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight + 1")
    heights = page.eval_on_selector_all(".room-button", "buttons => buttons.map(button => button.getBoundingClientRect().height)")
    return bool(whole) and all(height >= 80 for height in heights)


@pytest.mark.parametrize(("width", "height", "scheme"), [(1024, 768, "light"), (800, 1280, "dark")])
def test_a_tablet_beside_the_door(chromium: Any, address: str, make: Any, width: int, height: int, scheme: Any) -> None:
    room = make.room(make.space(make.location(name="Kloof", zone="UTC")), name="Boardroom")
    secret = renew_link(LinkKind.ROOM_SCREEN, room.id, by=make.actor(FRONT_DESK, at=[room.location]))
    context, faults = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=address), list[str]()
    page = context.new_page()
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.clock.install()  # the page's own clock; it asks when the tests say so

    page.goto(f"/room/{secret}")
    assert page.url == f"{address}/room/" and fits(page)
    assert page.inner_text("h1") == "Free"

    page.click("text=Book 30 minutes")
    page.wait_for_selector("text=In use")
    assert "It is yours." in page.inner_text("main") and fits(page)
    page.click("text=End early")
    page.wait_for_selector("h1:has-text('Free')")

    make.booking(
        room,
        title="Open house",
        is_open=True,
        starts_at=down_to_grid(now(), room.location.zone, 15),
        ends_at=now() + dt.timedelta(minutes=50),
    )
    page.evaluate("window.same = true")
    with page.expect_response("**/room/state"):
        page.clock.run_for(21_000)
    page.wait_for_selector("h1:has-text('In use')")
    assert "Open house" in page.inner_text("main") and page.evaluate("window.same") and fits(page)
    page.click("text=Check in")  # the token is that of the last look
    page.wait_for_selector("text=You are checked in.")

    page.route("**/room/state", lambda route: route.abort())
    page.clock.run_for(90_000)
    page.wait_for_selector("text=No connection")
    assert [fault for fault in faults if "ERR_FAILED" not in fault] == []
    context.close()
