"""An owner invites a colleague on a phone; the colleague chooses a password by the mail and sees what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.models.user import TeamRole
from tests.chromium import listen
from tests.letters import path_in
from tests.make import PASSWORD

pytestmark = pytest.mark.browser
FRESH = "an umbrella for every kettle"


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`phone()` is a narrow page of nobody's; what the browser complains of fails the test."""
    opened, said = [], []

    def new(scheme: str) -> Page:
        context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale="en-ZA", base_url=address)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        listen(page, said)
        return page

    yield new
    for context in opened:
        context.close()
    assert said == []


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("#username", name)
    page.fill("#password", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")


def fits(page: Page) -> bool:
    """Nothing scrolls sideways, and every place of the bar can be hit by a thumb."""
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = page.eval_on_selector_all(
        ".portal-bar > ul > li:not(.portal-rest) > :is(a, details)", "links => links.map(link => link.getBoundingClientRect().height)"
    )
    return bool(wide) and min(heights) >= 44


def test_from_the_invitation_to_the_own_page(phone: Any, make: Any, world: Any) -> None:
    make.role("Member")
    location = make.location(name="Kloof", sender_email="desk@kloof.example")
    license = make.license(make.organisation(location, name="Acme"), make.membership(location, name="Hot desk"))
    owner = make.user("Member", organisation_id=license.organisation_id, location_id=location.id, team_role=TeamRole.OWNER)

    boss = phone("light")
    boss.goto("/")
    sign_in(boss, owner.username, PASSWORD)
    assert fits(boss)
    boss.click("main >> a:text-is('Team')")
    boss.click("main >> text=Invite somebody")
    boss.fill("#first_name", "Sipho")
    boss.fill("#last_name", "Dube")
    boss.fill("#email", "sipho@acme.example")
    assert fits(boss)
    boss.click("button:has-text('Invite')")
    boss.wait_for_selector("text=Has not signed in yet")
    assert fits(boss)

    (mail,) = world.letters()
    newcomer = phone("dark")
    newcomer.goto(path_in(mail))
    newcomer.fill("#password", FRESH)
    newcomer.click("button:has-text('Set password')")
    newcomer.wait_for_url("**/login/")
    sign_in(newcomer, "sipho@acme.example", FRESH)
    assert fits(newcomer)
    told = newcomer.inner_text("main")
    assert "Hot desk" in told and "at Kloof" in told and "WiFi" in told
    assert newcomer.locator("a:text-is('Team')").count() == 0

    boss.goto("/my/team/")
    boss.click("[aria-label='Take Sipho Dube out of the team']")
    assert fits(boss) and "WiFi, printing and doors close at once" in boss.inner_text("main")
    boss.click("button:has-text('Take out')")
    boss.wait_for_selector("text=is no longer in your team")
    newcomer.goto("/my/")
    newcomer.wait_for_url("**/login/**")
