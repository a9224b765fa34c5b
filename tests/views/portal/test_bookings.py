"""Members book rooms at /my: they see what is theirs, find what is free, know the price before, and what a cancellation gives back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.actions.accounts.person import the_person
from app.actions.bookings.create import create_booking
from app.models import Booking
from app.models.booking import BookingStatus
from app.models.user import TeamRole
from app.rules.wall_times import instant_at
from tests.views.test_forms import Form

ZONE = "Africa/Johannesburg"
TOMORROW = dt.date(2026, 6, 17)


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


def at(hour: int, minute: int = 0, day: dt.date = TOMORROW) -> dt.datetime:
    return instant_at(dt.datetime.combine(day, dt.time(hour, minute)), ZONE)


def words(answer: Any) -> str:
    page = answer.get_data(as_text=True).split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone=ZONE, opening_hours="mon-fri 08:00-18:00")
    return make.room(make.space(location), name="Boardroom", capacity=8, amenities="Screen; Whiteboard", buffer_minutes=15)


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


def form(room: Any, start: str, end: str) -> str:
    return f"/my/bookings/new?room={room.id}&start={TOMORROW}T{start}&end={TOMORROW}T{end}"


def test_who_is_short_of_credits_is_led_to_the_shop(browser: Any, make: Any, room: Any, acme: Any) -> None:
    assert "Buy credits" not in words(browser.get(form(room, "09:00", "10:00"))), "the rest goes to the next invoice"
    acme.rooms_on_invoice = False
    make.session.commit()
    answer = browser.get(form(room, "09:00", "10:00"))
    assert "The credits are short by R 200.00" in words(answer) and 'href="/my/shop/"' in answer.get_data(as_text=True)


def test_others_are_seen_as_booked_and_no_more(browser: Any, make: Any, room: Any, ann: Any, acme: Any, member: Any) -> None:
    rival = make.organisation(room.location, name="Rival")
    eve, bob = member(rival, first_name="Eve"), member(acme, first_name="Bob", last_name="Builder")
    make.booking(room, starts_at=at(8), title="Mine", user_id=ann.id, organisation_id=acme.id)
    make.booking(room, starts_at=at(10), title="Merger of Rival", user_id=eve.id, organisation_id=rival.id)
    make.booking(room, starts_at=at(12), title="Talk about bees", user_id=eve.id, organisation_id=rival.id, is_open=True)
    team = make.booking(room, starts_at=at(14), title="Secret of Bob", user_id=bob.id, organisation_id=acme.id)
    answer = browser.get(f"/my/bookings/events?on={TOMORROW}")
    shown = [(each["title"], each.get("who", ""), each["whose"], "id" in each) for each in answer.get_json()["bookings"]]
    assert shown == [
        ("Mine", "Ann Other · Acme", "mine", True),
        ("Booked", "", "others", False),
        ("Talk about bees", "", "others", False),
        ("Bob Builder", "Acme", "team", False),
    ]
    list_of_day = words(browser.get(f"/my/bookings/agenda?on={TOMORROW}"))
    for secret in ("Merger", "Rival", "Eve", "Secret"):
        assert secret not in answer.get_data(as_text=True)
        assert secret not in list_of_day
    for address in ("", "/change", "/cancel"):
        assert browser.get(f"/my/bookings/{team.id}{address}").status_code == 404
    assert browser.get(f"/my/bookings/panel/{team.id}").status_code == 404


def test_a_room_of_another_place_is_nobody_elses(browser: Any, make: Any) -> None:
    other = make.room()
    assert browser.get(f"/my/bookings/price?room={other.id}&start={TOMORROW}T09:00&end={TOMORROW}T10:00").status_code == 404
    assert browser.get(f"/my/bookings/events?location={other.location_id}&on={TOMORROW}").get_json()["bookings"] == []
    page = Form(browser, "/my/bookings/new").send(
        room=other.id, day=TOMORROW, starts_at="09:00", ends_at="10:00", expected_cents="0", do="book"
    )
    assert page.status_code == 200
    assert make.session.scalars(select(Booking)).all() == []


def test_from_the_finder_to_the_booking_and_back(browser: Any, make: Any, room: Any) -> None:
    make.booking(room, starts_at=at(8))
    make.room(room.space, name="Cell", capacity=2, amenities="Screen")
    found = browser.get(f"/my/bookings/?location={room.location_id}&people=6&day={TOMORROW}&part=morning&minutes=60&needs=screen")
    told = words(found)
    assert "Boardroom" in told
    assert "Cell" not in told
    assert "Wed 17 Jun 2026, 09:15 – 10:15" in told
    assert "R 200.00" in told
    address = re.search(r'href="(/my/bookings/new\?[^"]+)"', found.get_data(as_text=True))[1].replace("&amp;", "&")
    asked = Form(browser, address)
    assert asked.values["expected_cents"] == "20000"
    booked = asked.send(title="Plans", do="book")
    assert booked.status_code == 302
    booking = make.session.scalars(select(Booking).where(Booking.title == "Plans")).one()
    assert (booking.starts_at, booking.people, booking.charged_cents) == (at(9, 15), 6, 20000)

    page = words(browser.get(booked.location))
    for said in (
        "Boardroom, Kloof",
        "R 200.00 on the next invoice",
        "Cancelled until Wed 17 Jun 2026, 07:15: 50 % comes back.",
        "60 minutes at peak",
    ):
        assert said in page, said
    assert "Plans" in words(browser.get("/my/"))
    cancel = Form(browser, f"{booked.location}/cancel")
    assert "R 100.00 of R 200.00 comes back." in words(browser.get(f"{booked.location}/cancel"))
    assert cancel.send(back="20000").status_code == 302
    make.session.expire_all()
    assert booking.status is BookingStatus.CONFIRMED
    assert cancel.send().status_code == 302
    make.session.expire_all()
    assert (booking.status, booking.charged_cents) == (BookingStatus.CANCELLED, 10000)


def test_closed_hours_and_rooms_that_are_taken_are_not_found(browser: Any, make: Any, room: Any) -> None:
    make.booking(room, starts_at=at(8), hours=10)
    asked = f"/my/bookings/?location={room.location_id}&people=2&part=any&minutes=60"
    assert "No such room is free then." in words(browser.get(f"{asked}&day={TOMORROW}"))
    assert "No such room is free then." in words(browser.get(f"{asked}&day=2026-06-20"))
    assert "Boardroom" in words(browser.get(f"{asked}&day=2026-06-18"))


def test_moving_shows_the_price_first_and_keeps_to_it(browser: Any, make: Any, room: Any) -> None:
    Form(browser, form(room, "09:00", "10:00")).send(do="book")
    booking = make.session.scalars(select(Booking)).one()
    change = Form(browser, f"/my/bookings/{booking.id}/change")
    looked = change.send(starts_at="12:00", ends_at="13:30", do="look")
    assert "Save: R 300.00 instead of R 200.00" in words(looked)
    assert "you were shown" in words(change.send(starts_at="12:00", ends_at="13:30", do="book"))
    assert change.send(starts_at="12:00", ends_at="13:30", expected_cents="30000", do="book").status_code == 302
    make.session.expire_all()
    assert (booking.starts_at, booking.charged_cents) == (at(12), 30000)


def test_no_reason_of_a_member_opens_what_is_closed(browser: Any, make: Any, room: Any) -> None:
    page = Form(browser, form(room, "06:00", "07:00")).send(override_reason="Please", expected_cents="12000", do="book")
    assert "Boardroom is open" in words(page)
    assert "Reason to book it all the same" not in words(page)
    assert make.session.scalars(select(Booking)).all() == []


def test_who_runs_a_team_books_for_its_people(make: Any, room: Any, acme: Any, ann: Any, member: Any, browser_of: Any) -> None:
    boss = member(acme, team_role=TeamRole.OWNER, first_name="Bo")
    make.license(acme, user_id=boss.id)
    stranger = member(make.organisation(room.location))
    owner = browser_of(boss)
    asked = Form(owner, form(room, "09:00", "10:00"))
    assert asked.send(user=stranger.id, do="book").status_code == 200
    assert asked.send(user=ann.id, do="book").status_code == 302
    booking = make.session.scalars(select(Booking)).one()
    assert (booking.user_id, booking.made_by) == (ann.id, str(boss))
    assert owner.get(f"/my/bookings/{booking.id}").status_code == 200


def test_who_has_no_room_is_told_so(make: Any, browser_of: Any) -> None:
    nobody = make.user("Member")
    page = words(browser_of(nobody).get("/my/bookings/"))
    assert "There is no room that you can book." in page


def test_a_hold_tells_its_price_and_is_confirmed_at_it(browser: Any, make: Any, room: Any, ann: Any) -> None:
    held = create_booking(by=the_person(ann), room_id=room.id, starts_at=at(9), ends_at=at(10), user_id=ann.id, hold=True)
    page = browser.get(f"/my/bookings/{held.id}")
    assert "R 200.00" in words(page)
    assert "When it is confirmed." in words(page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]
    assert browser.post(f"/my/bookings/{held.id}/confirm", data={"csrf_token": token}).status_code == 302
    make.session.expire_all()
    assert (held.status, held.charged_cents) == (BookingStatus.CONFIRMED, 20000)


def test_rooms_are_shut_where_the_license_has_ended(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    elsewhere = make.room()
    bob = member(acme, first_name="Bob")
    license = make.license(acme, make.membership(elsewhere.location), user_id=bob.id)
    browser, asked = browser_of(bob), f"/my/bookings/price?room={elsewhere.id}&start={TOMORROW}T09:00&end={TOMORROW}T10:00"
    assert browser.get(asked).status_code == 200
    license.ends_on = dt.date(2026, 6, 10)
    make.session.commit()
    assert browser.get(asked).status_code == 404
