"""Before a session is over its page says so and lets people stay; afterwards what they wrote is still there, and can be sent (WCAG 2.2.1)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from app.access.roles import FRONT_DESK
from app.models import FoyerUser, SignIn, TicketEntry
from tests.make import PASSWORD

SOON = "Are you still there?"


@pytest.fixture
def rests(session):
    """Nothing has been done in any session for so long, in minutes."""

    def rest(page: Page, minutes: int) -> None:
        session.execute(update(SignIn).values(seen_at=SignIn.seen_at - dt.timedelta(minutes=minutes)))
        session.commit()
        page.clock.fast_forward(minutes * 60 * 1000)
        page.clock.run_for(12_000)

    return rest


def seen(session) -> dt.datetime:
    session.rollback()
    return session.scalars(select(SignIn.seen_at).order_by(SignIn.id.desc())).first()


def sign_in_beside(page: Page, person: FoyerUser) -> None:
    """In the tab that the page offers."""
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in in another tab").click()
    other = popup.value
    other.fill("[name=username]", person.username)
    other.fill("[name=password]", PASSWORD)
    other.click("main form button.btn-primary")
    other.wait_for_url(re.compile(r"/$"))


def opened(visit, address: str) -> Page:
    page = visit(FRONT_DESK)
    page.clock.install()
    page.goto(address)
    return page


def test_it_is_said_before_and_one_press_keeps_it(visit, make, session, rests):
    make.location()
    page = opened(visit, "/organisations/list/")
    rests(page, 200)
    expect(page.get_by_text(SOON)).not_to_be_visible()
    rests(page, 39)
    expect(page.get_by_role("heading", name=SOON)).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^[01]:\d\d$"))
    before = seen(session)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_text(SOON)).not_to_be_visible()
    assert seen(session) > before + dt.timedelta(minutes=200)


def test_nobody_there_is_led_to_where_one_signs_in(visit, make, rests):
    make.location()
    page = opened(visit, "/organisations/list/")
    rests(page, 241)
    expect(page).to_have_url(re.compile(r"/login/\?next=%?.*organisations"))
    expect(page.get_by_text("nothing was done here for")).to_be_visible()


def test_what_was_written_is_sent_after_signing_in_again(visit, make, session, rests):
    make.location()
    page = opened(visit, "/tickets/new")
    page.get_by_label("What is wrong, or what do you need?").fill("The tap drips")
    rests(page, 241)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    sign_in_beside(page, session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first())
    page.bring_to_front()
    expect(page.get_by_role("heading", name="You were signed out")).not_to_be_visible()
    page.locator("main form[method=post] button.btn-primary").first.click()
    page.wait_for_url(re.compile("/tickets/show/"))
    session.rollback()
    assert session.scalars(select(TicketEntry.text)).all() == ["The tap drips"]


def test_nobody_sends_what_somebody_else_wrote(visit, make, rests):
    make.location()
    page = opened(visit, "/tickets/new")
    page.get_by_label("What is wrong, or what do you need?").fill("The tap drips")
    rests(page, 241)
    sign_in_beside(page, make.user(FRONT_DESK))
    page.bring_to_front()
    expect(page.get_by_role("heading", name="Somebody else signed in")).to_be_visible()
    page.get_by_role("link", name="Open the page anew").click()
    expect(page.get_by_label("What is wrong, or what do you need?")).to_have_value("")


def test_a_form_that_came_back_with_a_mistake_is_kept_as_well(visit, make, rests):
    make.location()
    page = opened(visit, "/tickets/new")
    with page.expect_navigation():
        page.locator("main form[method=post]").first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    rests(page, 241)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()


def test_a_path_with_two_slashes_leads_to_no_other_host(visit, address, rests):
    """Whoever mails such an address waits until the page goes where one signs in."""
    page = visit(FRONT_DESK, asked=("404 (NOT FOUND)", "401 (UNAUTHORIZED)"))
    page.clock.install()
    page.goto(f"{address}//evil.example/login")
    rests(page, 241)
    expect(page.locator("#stay")).to_have_count(0)  # a page of somebody who is signed in has it
    assert page.url == f"{address}//evil.example/login"


def test_whoever_was_signed_out_elsewhere_hears_it_while_they_write(visit, make, session, rests):
    make.location()
    page = opened(visit, "/tickets/new")
    page.get_by_label("What is wrong, or what do you need?").fill("The tap drips")
    session.execute(update(SignIn).values(ended_at=func.clock_timestamp(), ended_by="staff"))
    session.commit()
    page.clock.run_for(400_000)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()


def test_who_writes_stays(visit, make, session, rests):
    """Somebody who types for long sends nothing, and is not away."""
    make.location()
    page = opened(visit, "/tickets/new")
    rests(page, 60)
    before = seen(session)
    page.get_by_label("What is wrong, or what do you need?").press_sequentially("Rock")
    with page.expect_response("**/stay/"):
        page.clock.run_for(12_000)
    assert seen(session) > before + dt.timedelta(minutes=50)


def test_what_no_press_makes_longer_is_said(visit, make, session, rests):
    """A session has its age: there is time to send what is being written."""
    make.location()
    page = opened(visit, "/tickets/new")
    session.execute(update(SignIn).values(ends_at=func.clock_timestamp() + dt.timedelta(seconds=100)))
    session.commit()
    rests(page, 239)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("heading", name="Send what you are writing")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", name="Send what you are writing")).not_to_be_visible()
