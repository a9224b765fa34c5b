"""A newcomer's way in, in a real browser: on a phone, in the dark, with nothing that the browser complains about."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page

from app.access.roles import FRONT_DESK
from app.actions.accounts.invite import invite
from app.actions.settings.put import put_setting
from app.queries.second_factors import SETTING, Rule
from tests.letters import path_in

pytestmark = pytest.mark.browser
FRESH = "an umbrella for every kettle"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_from_the_welcome_mail_to_the_desk(phone: Page, make: Any, admin: Any, world: Any) -> None:
    put_setting(SETTING, Rule.REQUIRED_FOR_STAFF.value, by=admin)
    pat = make.user(FRONT_DESK, email="pat@kloof.example", username="pat@kloof.example", location_id=make.location().id)
    invite(pat.id, by=admin)
    (mail,) = world.letters()
    phone.goto(path_in(mail))
    assert fits(phone)
    phone.fill("#password", FRESH)
    assert phone.get_attribute("#password", "type") == "password"
    phone.click("[data-reveal=password]")
    assert phone.get_attribute("#password", "type") == "text" and phone.input_value("#password") == FRESH
    phone.click("[data-reveal=password]")
    phone.click("button:has-text('Set password')")
    phone.wait_for_url("**/login/")
    assert phone.input_value("#username") == "pat@kloof.example"
    phone.fill("#password", FRESH)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/profile/second-factor/")
    phone.fill("#present", FRESH)
    phone.click("button:has-text('Begin')")
    phone.wait_for_url("**/confirm")
    assert fits(phone) and phone.evaluate("document.querySelector('main img').naturalWidth") > 100
    phone.fill("#code", pyotp.TOTP("".join(phone.locator("main code").inner_text().split())).now())
    phone.click("button:has-text('Confirm')")
    phone.wait_for_selector("text=I have kept them")
    assert fits(phone) and phone.locator("main li code").count() == 8
    phone.click("text=I have kept them")
    phone.wait_for_selector("h1:has-text('Today')")
