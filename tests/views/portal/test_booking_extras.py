"""A member's extras: on the form, on the page of the booking, with what a cancellation gives back, and nobody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.models import Adhoc, Booking
from tests.views.portal.test_bookings import at, form, words
from tests.views.test_forms import Form


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone="Africa/Johannesburg", opening_hours="")
    return make.room(make.space(location), name="Boardroom")


@pytest.fixture
def coffee(make: Any, room: Any) -> Any:
    make.product(make.location(), name="Elsewhere's tea", extra_most=5)
    return make.product(room.location, name="Coffee", price_cents=2500, extra_most=20)


@pytest.fixture
def acme(make: Any, room: Any) -> Any:
    return make.organisation(room.location, name="Acme")


@pytest.fixture
def ann(make: Any, acme: Any, member: Any) -> Any:
    user = member(acme, first_name="Ann", last_name="Other")
    make.license(acme, user_id=user.id)
    return user


@pytest.fixture
def browser(ann: Any, browser_of: Any) -> Any:
    return browser_of(ann)


def test_a_member_books_coffee_with_the_room_and_gives_both_back(browser: Any, make: Any, room: Any, coffee: Any) -> None:
    asked, field = Form(browser, form(room, "11:00", "12:00")), f"extra-{coffee.id}"
    shown = words(browser.get(form(room, "11:00", "12:00")))
    assert "Coffee R 25.00" in shown
    assert "Elsewhere" not in shown
    assert "8 × Coffee: R 200.00" in words(asked.send(**{field: "8"}, do="look"))
    assert "you were shown R 200.00" in words(asked.send(**{field: "8"}, do="book", expected_cents="20000"))
    assert asked.send(**{field: "8"}, do="book", expected_cents="40000").status_code == 302
    booking = make.session.scalars(select(Booking)).one()
    for page in (f"/my/bookings/{booking.id}", f"/my/bookings/{booking.public_id}"):
        assert "Extras 8 × Coffee" in words(browser.get(page, follow_redirects=True))
    assert "8 × Coffee" in browser.get(f"/my/bookings/panel/{booking.id}").get_data(as_text=True)

    change = Form(browser, f"/my/bookings/{booking.id}/change")
    assert change.send(**{field: "0"}, do="book", expected_cents="20000").status_code == 302
    assert change.send(**{field: "2"}, do="book", expected_cents="25000").status_code == 302
    make.session.expire_all()
    assert make.session.scalars(select(Adhoc.unit_price_cents).where(Adhoc.extra_id.is_not(None))).all() == [4348]
    assert "R 250.00 of R 250.00 comes back" in words(browser.get(f"/my/bookings/{booking.id}/cancel"))
    assert Form(browser, f"/my/bookings/{booking.id}/cancel").send().status_code == 302
    make.session.expire_all()
    assert make.session.get_one(Booking, booking.id).cost_cents == 0


def test_extras_of_others_are_nobody_elses_and_not_to_change(
    browser: Any, make: Any, room: Any, coffee: Any, acme: Any, member: Any
) -> None:
    """Nor of a colleague, unless one runs the team."""
    bob = member(acme, first_name="Bob")
    theirs = make.booking(room, starts_at=at(12), user_id=bob.id, organisation_id=acme.id)
    for page in (f"/my/bookings/{theirs.id}", f"/my/bookings/panel/{theirs.id}", f"/my/bookings/{theirs.id}/change"):
        assert browser.get(page).status_code == 404, page
    asked = Form(browser, form(room, "11:00", "12:00"))
    asked.address = f"/my/bookings/{theirs.id}/change"
    assert asked.send(**{f"extra-{coffee.id}": "3"}, do="book").status_code == 404
    assert make.session.scalars(select(Adhoc)).all() == []
