"""A newcomer's whole way in a real browser, at a real FreeRADIUS and real vendors: from the form to the door, and out again on the last day; and a stranger's from the public page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.core.clock import today
from app.models import Access, FoyerUser, Organisation
from app.rules.access import System
from jobs.access_reconcile import sweep
from tests.chromium import choose, seen
from tests.freeradius import AccessPoint
from tests.letters import path_in
from tests.stories.test_onboarding import over_there, password

pytestmark = pytest.mark.browser
FRESH = "an umbrella for every kettle"


@pytest.fixture
def kloof(make: Any, world: Any) -> Any:
    make.role("Member")
    location = make.location(code="KLF", name="Kloof", sender_email="kloof@example.com", wifi_network="Kloof", takes_sign_ups=True)
    world.connect(location)
    make.membership(location, name="Desk", door_groups="Front door")
    make.space(location, name="Ground floor")
    return location


def come_in(page: Page, mail: dict[str, Any], name: str) -> None:
    """The welcome mail's link, a password, and in."""
    page.goto(path_in(mail))
    seen(page, "password")
    page.fill("#password", FRESH)
    page.click("button:has-text('Set password')")
    page.wait_for_url("**/login/")
    assert page.input_value("#username") == name
    page.fill("#password", FRESH)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def test_in_by_the_front_desk_and_out_on_the_last_day(
    kloof: Any, visit: Any, phone: Page, world: Any, make: Any, access_point: AccessPoint
) -> None:
    desk = visit(FRONT_DESK)
    desk.get_by_role("link", name="Onboarding").first.click()
    desk.fill("#organisation_name", "Acme (Pty) Ltd")
    desk.fill("#first_name", "Thandi")
    desk.fill("#last_name", "O'Mokoena")
    desk.fill("#email", "thandi@acme.example")
    choose(desk, "membership", "Desk")
    choose(desk, "space", "Ground")
    desk.fill("#starts_on", today(kloof.zone).isoformat())
    desk.keyboard.press("Tab")
    expect(desk.locator("#first-invoice tfoot")).to_contain_text("R ")
    seen(desk, "form")
    make.session.rollback()
    assert make.session.scalar(select(Organisation.id).where(Organisation.name.like("Acme%"))) is None
    desk.dblclick("button:has-text('Onboard')")
    desk.wait_for_url("**/members/show/*")
    member_page = desk.url

    (mail,) = world.letters()
    desk.goto(member_page)
    expect(desk.locator("li:has-text('WiFi') .badge")).to_have_text("Granted")
    for step in ("Printing", "Doors", "Contact in the books"):
        expect(desk.locator(f"li:has-text('{step}') .badge")).to_have_text("Granted")
    expect(desk.locator("li:has-text('Welcome mail') .badge")).to_have_text("Sent")
    seen(desk, "steps")

    secret = password(make)
    assert mail["recipients"] == ["thandi@acme.example"] and secret in mail["text"]
    come_in(phone, mail, "thandi@acme.example")
    phone.goto("/my-access/wifi/password")
    assert secret not in phone.content()
    phone.fill("#present", FRESH)
    phone.keyboard.press("Enter")
    expect(phone.locator("main")).to_contain_text(secret)
    seen(phone, "wifi")
    assert access_point.sign_in("thandi", secret, "peap").accepted
    assert over_there(world) == (["thandi"], ["Thandi"])

    desk.click("a:has-text('KLF-L')")
    desk.wait_for_url("**/licenses/show/*")
    expect(desk.locator("main")).to_contain_text("Desk, ")
    license_page = desk.url
    desk.goto(license_page.replace("/show/", "/end/"))
    desk.fill("#on", today(kloof.zone).isoformat())
    desk.keyboard.press("Tab")
    expect(desk.locator("section:has-text('On the next invoice')")).to_contain_text("→")
    seen(desk, "end")
    desk.click("main form button.btn-primary")
    desk.wait_for_url("**/licenses/show/*")
    world.run_jobs()
    assert access_point.sign_in("thandi", secret, "peap").accepted  # the last day is still theirs

    for page in (desk, phone):
        page.goto("about:blank")  # what an open page asks for by itself comes too late in two days: nobody is signed in any more
    world.vendors.fault("500", "*", vendor="papercut", times=7)  # the sweep's look, and each of the six tries
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        sweep()
        world.run_jobs()
        assert not access_point.sign_in("thandi", secret, "peap").accepted
        states = {row.system: row.state.value for row in make.session.scalars(select(Access).execution_options(populate_existing=True))}
        assert (states[System.WIFI], states[System.DOORS], states[System.PRINTING]) == ("gone", "gone", "wanted")
    desk.goto("/drift/list/")
    expect(desk.locator("main")).to_contain_text("PaperCut")
    seen(desk, "drift")
    desk.goto("about:blank")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        sweep()
        world.run_jobs()
    assert {row.state.value for row in make.session.scalars(select(Access).execution_options(populate_existing=True))} == {"gone"}
    assert over_there(world) == ([], []) and world.vendors.get("/_control/papercut/users")["users"] == []


def test_a_stranger_asks_on_a_phone_and_the_manager_says_yes(kloof: Any, visit: Any, phone: Page, world: Any, make: Any) -> None:
    phone.goto("/join/klf")
    phone.click("button:has-text('Ask to join')")
    expect(phone.locator(".invalid-feedback").first).to_be_visible()
    phone.fill("#first_name", "Zoë")
    phone.fill("#last_name", "李")
    phone.fill("#email", "zoe@quint.example")
    phone.select_option("#membership_id", label="Desk")
    seen(phone, "join")
    phone.click("button:has-text('Ask to join')")
    expect(phone.locator("main")).to_contain_text("Thank you")
    seen(phone, "thanks")

    manager = visit(LOCATION_MANAGER)
    manager.goto("/sign-ups/list/")
    seen(manager, "queue")
    manager.click("main a:has-text('Zoë')")
    manager.click("main >> text=Onboard")
    manager.wait_for_url("**/onboarding/?sign_up=*")
    assert manager.input_value("#email") == "zoe@quint.example" and manager.input_value("#organisation_name") == "Zoë 李"
    choose(manager, "space", "Ground")
    manager.fill("#starts_on", today(kloof.zone).isoformat())
    manager.keyboard.press("Tab")
    expect(manager.locator("#first-invoice tfoot")).to_contain_text("R ")
    manager.click("button:has-text('Onboard')")
    manager.wait_for_url("**/members/show/*")
    letters = [mail for mail in world.letters() if "choose your password" in mail["subject"]]
    come_in(phone, letters[0], "zoe@quint.example")
    seen(phone, "home")
    assert make.session.scalars(select(FoyerUser).where(FoyerUser.email == "zoe@quint.example")).one().last_login is not None
