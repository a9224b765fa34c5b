"""A room is booked by mouse, moved by mouse, and booked by keyboard alone; the price stands there before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.core import clock
from app.models import Booking
from app.rules.wall_times import instant_at
from benchmarks.drills.axe_looks import Eyes

pytestmark = pytest.mark.browser
ZONE = "Africa/Johannesburg"


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone=ZONE, opening_hours="mon-sun 08:00-18:00")
    return make.room(make.space(location), name="Boardroom")


@pytest.fixture
def ann(make: Any, room: Any) -> Any:
    acme = make.organisation(room.location, name="Acme")
    user = make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id, location_id=room.location_id)
    make.license(acme, user_id=user.id)
    return user


def tomorrow(hour: int, minute: int = 0) -> dt.datetime:
    return instant_at(dt.datetime.combine(clock.today(ZONE) + dt.timedelta(days=1), dt.time(hour, minute)), ZONE)


def hours(page: Page) -> tuple[Any, float, float]:
    """Where an hour of the first row lies, the middle of the row, and how wide an hour is."""
    row, slot = page.locator(".calendar .ec-body .ec-day").first.bounding_box(), page.locator(".calendar .ec-slot").first.bounding_box()
    assert row is not None
    assert slot is not None
    first = int(page.locator(".calendar .ec-slot time").first.inner_text()[:2])
    return (lambda hour: row["x"] + (hour - first) * slot["width"]), row["y"] + row["height"] / 2, slot["width"]


def drag(page: Page, start: float, end: float, middle: float) -> None:
    page.mouse.move(start, middle)
    page.mouse.down()
    page.mouse.move(end, middle, steps=5)


def test_by_mouse(visit: Any, make: Any, room: Any, ann: Any) -> None:
    page = visit(FRONT_DESK)
    page.goto(f"/calendar/?on={clock.today(ZONE) + dt.timedelta(days=1)}")
    page.locator("[data-ready]").wait_for()
    at, middle, _wide = hours(page)
    drag(page, at(9) + 2, at(10.5) - 3, middle)
    card = page.locator("[data-calendar-card]")
    expect(card).to_contain_text("R\xa0300.00")
    expect(card).to_contain_text("09:00 – 10:30")
    page.mouse.up()

    panel = page.locator("#booking-panel")
    panel.locator("#title").fill("Board")
    panel.get_by_role("combobox", name="For whom").click()
    panel.get_by_role("combobox", name="For whom").press_sequentially("ann")
    panel.get_by_role("option", name="Ann Other").click()
    expect(panel).to_contain_text("on the next invoice")
    panel.get_by_role("button", name="Book for R\xa0300.00").click()
    booked = page.locator(".ec-event", has_text="Board")
    expect(booked).to_be_visible()
    made = make.session.scalars(select(Booking)).one()
    assert (made.starts_at, made.ends_at, made.user_id, made.charged_cents) == (tomorrow(9), tomorrow(10, 30), ann.id, 30000)

    at, middle, wide = hours(page)
    drag(page, at(9.5), at(9.5) + 2 * wide, middle)
    page.mouse.up()
    expect(card).to_contain_text("11:00 – 12:30")
    expect(card).to_contain_text("R\xa0300.00")
    page.get_by_role("button", name="Move it").click()
    expect(card).to_be_hidden()
    expect(page.locator(".ec-event[aria-label^='11:00 – 12:30']")).to_be_visible()
    make.session.expire_all()
    assert (made.starts_at, made.charged_cents) == (tomorrow(11), 30000)

    at, middle, wide = hours(page)
    drag(page, at(12.5) - 3, at(14) - 3, middle)
    page.mouse.up()
    expect(card).to_contain_text("11:00 – 14:00")
    expect(card).to_contain_text("R\xa0600.00 instead of R\xa0300.00")
    page.keyboard.press("Escape")
    expect(page.locator(".ec-event[aria-label^='11:00 – 12:30']")).to_be_visible()
    assert list(Eyes(page, looks=((1280, "light"), (1280, "dark"))).look("calendar")) == []


def test_by_keyboard(visit: Any, make: Any, room: Any, ann: Any) -> None:
    """From the calendar to the same form, and to the same booking, without a mouse."""
    page = visit(FRONT_DESK)
    page.goto("/calendar/")
    page.locator("[data-ready]").wait_for()
    page.get_by_role("link", name="Book a room").focus()
    page.keyboard.press("Enter")
    page.locator("#room-ts-control").press_sequentially("board")  # it is there once the script has made it
    expect(page.get_by_role("option", name="Boardroom")).to_be_visible()
    page.keyboard.press("Enter")
    day = clock.today(ZONE) + dt.timedelta(days=1)
    page.get_by_label("Day").fill(str(day))
    page.get_by_label("From").fill("09:00")
    page.locator("#ends_at").fill("10:00")
    page.locator("#user-ts-control").press_sequentially("ann")
    expect(page.get_by_role("option", name="Ann Other")).to_be_visible()
    page.keyboard.press("Enter")
    page.locator("#title").fill("Board")
    button = page.get_by_role("button", name="Book for R\xa0200.00")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Board")
    made = make.session.scalars(select(Booking)).one()
    assert (made.starts_at, made.charged_cents) == (tomorrow(9), 20000)

    page.goto(f"/calendar/?on={day}")
    event = page.locator(".ec-event", has_text="Board")
    event.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#booking-panel")).to_contain_text("on the next invoice")
    expect(page.locator("#booking-panel").get_by_role("link", name="Open", exact=True)).to_be_focused()

    page.locator("#booking-panel").get_by_role("link", name="Change", exact=True).press("Enter")  # what a drag does to it
    page.get_by_label("From").fill("10:00")
    page.locator("#ends_at").fill("12:00")
    page.get_by_role("button", name="Save: R\xa0400.00 instead of R\xa0200.00").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("10:00 – 12:00")
    make.session.expire_all()
    assert (made.starts_at, made.charged_cents) == (tomorrow(10), 40000)
