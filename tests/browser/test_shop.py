"""A member buys with one click by the kept card, by credits, and on the vendor's page; each is there a moment later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.models.user import TeamRole
from app.rules.units import Unit
from tests.cards import kept_card, paid_for
from tests.chromium import listen
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def ann(make: Any) -> Any:
    location = make.location(name="Kloof")
    acme = make.organisation(location, name="Acme", buys_on_account=True)
    return make.user("Member", first_name="Ann", organisation_id=acme.id, location_id=location.id, team_role=TeamRole.OWNER)


@pytest.fixture
def shelf(make: Any, ann: Any) -> list[Any]:
    place = ann.organisation.location
    return [
        make.product(place, name="Foyer mug", price_cents=14950),
        make.product(place, name="Room credit", type=Unit.SPACE, price_cents=50000, credit_cents=50000, credit_days=365),
        make.product(name="100 prints", type=Unit.PRINTING, price_cents=11500, credit_cents=10000),
    ]


@pytest.fixture
def signed_in(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    opened, said = [], []

    def new(user: Any, *, width: int = 360, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 780}, color_scheme="dark" if dark else "light", locale="en-ZA", base_url=address
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        listen(page, said)
        page.goto("/login/")
        page.fill("#username", user.username)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/my/")
        return page

    yield new
    for context in opened:
        context.close()
    assert said == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_one_click_by_card_and_one_by_credits(signed_in: Any, make: Any, world: Any, ann: Any, shelf: list[Any]) -> None:
    kept_card(make, world, ann.organisation, name="Company Visa")
    make.wallet(ann, unit=Unit.STUFF, bought=20000)
    page = signed_in(ann)
    page.goto("/my/shop/")
    assert fits(page)

    page.get_by_role("button", name=re.compile("Company Visa.*Room credit")).click()
    expect(page.locator("#standing")).to_contain_text("Waiting for the payment")
    world.run_jobs()
    expect(page.locator("#standing")).to_contain_text("The credit is there.")
    assert list(paid_for(world).values()) == [1]
    page.goto("/my/wallet/")
    expect(page.locator("main")).to_contain_text("R\xa0500.00")

    page.goto("/my/shop/")
    page.get_by_role("link", name="Foyer mug", exact=True).click()
    expect(page.locator("main")).to_contain_text("Credits would pay R\xa0149.50.")
    page.get_by_role("button", name="Pay R\xa0149.50 with credits").click()
    world.run_jobs()
    expect(page.locator("#standing")).to_contain_text("It is yours.")
    page.get_by_role("link", name="Your orders").first.click()
    expect(page.locator(".list-group-item")).to_have_count(2)
    assert fits(page)
