"""An owner pays an invoice on PayFast's page, keeps the card, and pays the next one with one click on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app.core import clock
from app.models.user import TeamRole
from tests.cards import paid_for, tell
from tests.chromium import listen
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def house(web_app: Flask, address: str, world: Any) -> Iterator[str]:
    """Where PayFast sends a browser back to: the live server."""
    settings = web_app.extensions["settings"]
    web_app.extensions["settings"] = replace(settings, public_url=address)
    yield address
    web_app.extensions["settings"] = settings


@pytest.fixture
def phone(chromium: Browser, house: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark", locale="en-ZA", base_url=house)
    page, said = context.new_page(), []
    page.set_default_timeout(20_000)
    listen(page, said)
    yield page
    context.close()
    assert [each for each in said if "favicon" not in each] == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_over_to_payfast_with_a_card_to_keep_and_then_in_one_click(
    phone: Page, make: Any, world: Any, web_app: Flask, session: Any
) -> None:
    make.role("Member")
    location = make.location(name="Kloof")
    first = make.invoice(make.organisation(location, name="Acme"), sent_at=clock.now())
    second = make.invoice(first.organisation, kind="manual", sent_at=clock.now())
    owner = make.user("Member", organisation_id=first.organisation_id, location_id=location.id, team_role=TeamRole.OWNER)
    phone.goto("/")
    phone.fill("#username", owner.username)
    phone.fill("#password", PASSWORD)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/my/")

    phone.goto(f"/my/invoices/{first.id}/pay")
    assert fits(phone)
    phone.check("text=Keep this card for the next time")
    phone.click("text=Pay with PayFast")
    phone.wait_for_url("**/payfast/eng/process")
    phone.click("button:text-is('Pay')")
    phone.wait_for_url("**/paid")
    phone.wait_for_selector("text=Waiting for PayFast")
    assert fits(phone)
    tell(web_app.test_client(), world)
    world.run_jobs()
    phone.wait_for_selector("text=Paid. Thank you!")

    phone.goto(f"/my/invoices/{second.id}/pay")
    phone.click("main .list-group >> text=Pay now")
    phone.wait_for_selector("text=Your card is being charged…")
    world.run_jobs()
    phone.wait_for_selector("text=Paid. Thank you!")
    assert sorted(paid_for(world).values()) == [1, 1]
    phone.goto("/my/cards/")
    phone.click("text=Switch on")
    phone.wait_for_selector("text=your default card is charged")
    assert fits(phone)
