"""At the door in a real browser: a guest's own phone, a member by the portal and by PIN, and a visiting member of another network (K1, K2, K4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import MEMBER
from app.access.visit_links import location_token
from app.actions.kiosks.create import create_kiosk
from app.actions.pins.renew import renew_pin
from app.actions.visitor_terms.publish import publish_terms
from app.core.clock import now
from app.models import CheckIn
from app.models.check_in import LeftBy, Source
from app.models.peer import Direction
from tests.chromium import listen, seen
from tests.make import PASSWORD, Make
from tests.two_foyers import Foyer

pytestmark = pytest.mark.browser


@pytest.fixture
def kloof(make: Any, web_app: Any) -> Any:
    web_app.appbuilder.sm.limiter.reset()
    return make.location(name="Kloof", code="KLF", wifi_network="Kloof Guests")


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Any]:
    """`opened(address)` is a fresh tablet or phone; what its console complains of fails the test."""
    contexts, said = [], []

    def one(address: str, *, width: int = 1024) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 768}, locale="en-ZA", base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        listen(page, said)
        return page

    yield one
    for context in contexts:
        context.close()
    assert said == []


def paired(page: Page, secret: str) -> Page:
    page.goto(f"/kiosk/pair/{secret}")
    page.click("text=Pair this tablet >> nth=-1")
    page.wait_for_url("**/kiosk/KLF")
    return page


def type_pin(page: Page, pin: str) -> None:
    page.click("text=I am a member")
    for digit in pin:
        page.click(f"[data-digit='{digit}']")


def arrivals(session: Any) -> list[CheckIn]:
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def test_a_guest_by_their_own_phone(phone: Page, kloof: Any, make: Any, session: Any, admin: Any) -> None:
    make.user(MEMBER, first_name="Anna", last_name="Smit", organisation=make.organisation(kloof, name="Acme"))
    publish_terms(text="Wear your badge.", by=admin)
    phone.goto(f"/visit/{location_token(kloof.id, now())}")
    phone.fill("[name=email]", "nomsa@visitor.example")
    phone.fill("[name=name]", "Nomsa Dlamini")
    phone.fill("[name=host]", "anna smit")
    phone.click("text=Terms for visitors")
    expect(phone.locator("details")).to_contain_text("Wear your badge.")
    phone.check("[name=accepts]")
    seen(phone, "form")
    phone.get_by_role("button", name="Check in").click()
    expect(phone.locator("h1")).to_have_text("You are in")
    expect(phone.locator("main")).to_contain_text("Anna Smit has been told.")
    expect(phone.locator("dl")).to_contain_text("Kloof Guests")
    seen(phone, "in")
    phone.get_by_role("button", name="Check out").click()
    expect(phone.locator("main")).to_contain_text("You are checked out.")
    phone.goto(f"/visit/{location_token(kloof.id, now())}")
    expect(phone.locator("h1")).to_have_text("Welcome back")
    phone.get_by_role("button", name="Check in").click()
    expect(phone.locator("h1")).to_have_text("You are in")
    one, two = arrivals(session)
    assert (one.source, one.left_by, two.left_at, two.host_id) == (Source.PHONE, LeftBy.PHONE, None, one.host_id)


def test_a_member_by_the_portal_and_by_pin(opened: Any, address: str, kloof: Any, make: Any, session: Any, admin: Any) -> None:
    user = make.user(MEMBER, first_name="Bea", last_name="Botha", organisation_id=make.organisation(kloof).id)
    mine = opened(address, width=360)
    mine.goto("/login/?next=/my/presence/")
    mine.fill("[name=username]", user.username)
    mine.fill("[name=password]", PASSWORD)
    mine.click("main form button.btn-primary")
    mine.goto("/my/presence/")
    mine.get_by_role("button", name="Check in").click()
    expect(mine.locator("main")).to_contain_text("In since")
    seen(mine, "presence")
    mine.get_by_role("button", name="Check out").click()
    mine.get_by_role("button", name="Get a PIN").click()
    pin = re.sub(r"\D", "", mine.locator("main .display-6").inner_text())
    tablet = paired(opened(address), create_kiosk(location_id=kloof.id, name="Front door", by=admin)[1])
    type_pin(tablet, pin)
    expect(tablet.locator("[data-step=welcome]")).to_contain_text("Bea Botha")
    assert [(row.source, row.left_by) for row in arrivals(session)] == [(Source.SESSION, LeftBy.SESSION), (Source.KIOSK, None)]


def test_a_visiting_member_between_two_networks(opened: Any, here: Foyer, home: Foyer) -> None:
    here.meets("Home", home)
    home.meets("Here", here)
    with home.inside() as session:
        make = Make(session)
        organisation = make.organisation()
        ann = make.user(MEMBER, first_name="Ann", last_name="Adams", organisation_id=organisation.id)
        make.license(organisation, user_id=ann.id)
        pin = renew_pin(ann.id, by=SYSTEM)
    with here.inside() as session:
        place = Make(session).location(name="Kloof", code="KLF", wifi_network="Kloof Guests")
        secret = create_kiosk(location_id=place.id, name="Front door", by=SYSTEM)[1]
    tablet = paired(opened(here.url), secret)
    type_pin(tablet, pin)
    expect(tablet.locator("[data-step=asking]")).to_be_visible()
    with here.inside():
        here.world.run_jobs()
    welcome = tablet.locator("[data-step=welcome]")
    expect(welcome).to_contain_text("Ann Adams")
    expect(welcome).to_contain_text("Kloof Guests")
    with here.inside() as session:
        row = arrivals(session)[0]
        assert (row.source, row.name, row.peer.name) == (Source.PEER, "Ann Adams", "Home")
    assert here.usage(Direction.OUT).days == home.usage(Direction.IN).days == 1
