"""A booking that repeats is shown date by date before anything is booked; and closures, which stand in the way of dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import LOCATION_MANAGER, SALES
from app.models import Booking, Closure
from app.models.booking import BookingStatus
from app.rules.wall_times import instant_at
from tests.views.test_forms import Form, said_at

ZONE = "Africa/Johannesburg"
WEDNESDAYS = [dt.date(2026, 6, 17), dt.date(2026, 6, 24), dt.date(2026, 7, 1)]


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone=ZONE, opening_hours="")
    return make.room(make.space(location), name="Boardroom")


@pytest.fixture
def ann(make: Any, room: Any) -> Any:
    acme = make.organisation(room.location, name="Acme")
    user = make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id)
    make.license(acme, user_id=user.id)
    return user


@pytest.fixture
def manager(login: Any, room: Any) -> Any:
    return login(LOCATION_MANAGER, locations=[room.location])


def at(day: dt.date, hour: int) -> dt.datetime:
    return instant_at(dt.datetime.combine(day, dt.time(hour)), ZONE)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main", 1)[1])).replace("\xa0", " ")


def test_one_booking_becomes_a_series_with_what_was_typed(manager: Any, room: Any, ann: Any) -> None:
    form = Form(manager, f"/bookings/new?room={room.id}&user={ann.id}")
    form.address = re.search(r'formaction="([^"]*)"', manager.get(form.address).get_data(as_text=True))[1]
    answer = form.send(do="repeat", day="2026-06-24", starts_at="11:15", ends_at="12:00", title="Choir", attendees="guest@example.com")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "is-invalid" not in page
    for kept in ('value="Choir"', 'value="2026-06-24"', 'value="11:15', "guest@example.com", f'value="{ann.id}"'):
        assert kept in page, kept


def test_every_date_is_shown_and_what_is_chosen_is_booked(manager: Any, make: Any, room: Any, ann: Any) -> None:
    make.booking(room, starts_at=at(WEDNESDAYS[1], 9))
    asked = Form(manager, f"/bookings/series/?room={room.id}&start=2026-06-17T09:00&end=2026-06-17T10:00&user={ann.id}")
    typed = {"last_on": "2026-07-01", "interval": "1", "repeat": "weekly", "title": "Weekly"}
    looked = asked.send(**typed, do="look")
    page = looked.get_data(as_text=True)
    for said in ("Wed 17 Jun 2026", "Wed 24 Jun 2026", "The room is taken.", "R 400.00 for 2 dates", "R 400.00 on the next invoices"):
        assert said in words(looked), said
    other = re.search(rf'value="({room.id} [^"]+)"', page)[1]
    assert make.session.scalars(select(Booking).where(Booking.title == "Weekly")).all() == []

    chosen = typed | {"date-2026-06-24": other, "date-2026-07-01": "skip"}
    assert "The prices have changed" in words(asked.send(**chosen, expected_cents="20000", do="book"))
    answer = asked.send(**chosen, expected_cents="40000", do="book")
    assert answer.status_code == 302
    made = make.session.scalars(select(Booking).where(Booking.title == "Weekly").order_by(Booking.starts_at)).all()
    assert [(each.starts_at, each.charged_cents) for each in made] == [(at(WEDNESDAYS[0], 9), 20000), (at(WEDNESDAYS[1], 8), 20000)]

    rest = Form(manager, f"/bookings/cancel-rest/{made[1].id}")
    assert rest.send(reason="Moved", by_operator="y").status_code == 302
    make.session.expire_all()
    assert [each.status for each in made] == [BookingStatus.CONFIRMED, BookingStatus.CANCELLED]


def test_what_is_not_offered_cannot_be_chosen(manager: Any, make: Any, room: Any, ann: Any) -> None:
    elsewhere = make.room()
    asked = Form(manager, f"/bookings/series/?room={room.id}&start=2026-06-17T09:00&end=2026-06-17T10:00&user={ann.id}")
    sly = {"date-2026-06-17": f"{elsewhere.id} {at(WEDNESDAYS[0], 9).isoformat()}", "last_on": "2026-06-17", "expected_cents": "20000"}
    assert asked.send(**sly, do="book").status_code == 302
    assert make.session.scalars(select(Booking.room_id)).all() == [room.id]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"last_on": "2026-06-01"}, "last_on"),
        ({"last_on": ""}, "last_on"),
        ({"interval": "0"}, "interval"),
        ({"last_on": "2029-06-01"}, "last_on"),
    ],
)
def test_a_plan_that_makes_no_sense_is_told_at_its_field(manager: Any, room: Any, ann: Any, typed: dict[str, str], field: str) -> None:
    asked = Form(manager, f"/bookings/series/?room={room.id}&start=2026-06-17T09:00&end=2026-06-17T10:00&user={ann.id}")
    page = asked.send(**{"last_on": "2026-07-01", "repeat": "daily", "interval": "1"} | typed, do="look")
    assert page.status_code == 200
    assert said_at(page, field)


def test_a_member_repeats_and_gives_the_rest_back(make: Any, room: Any, ann: Any, web_app: Any) -> None:
    browser = web_app.test_client()
    Form(browser, "/login/").send(username=ann.username, password="a long walk on a short pier")
    asked = Form(browser, f"/my/bookings/series?room={room.id}&start=2026-06-24T09:00&end=2026-06-24T10:00")
    answer = asked.send(last_on="2026-06-26", repeat="daily", interval="1", expected_cents="60000", do="book")
    assert answer.status_code == 302
    made = make.session.scalars(select(Booking).order_by(Booking.starts_at)).all()
    assert len(made) == 3
    page = browser.get(f"/my/bookings/{made[1].id}")
    assert "Cancel this and later ones" in words(page)
    token = asked.values["csrf_token"]
    assert browser.post(f"/my/bookings/{made[1].id}/cancel-rest", data={"csrf_token": token}).status_code == 302
    make.session.expire_all()
    assert [each.status.value for each in made] == ["confirmed", "cancelled", "cancelled"]


def test_a_closure_is_kept_to_its_place_and_tells_what_is_booked(manager: Any, make: Any, room: Any) -> None:
    make.booking(room, starts_at=at(WEDNESDAYS[0], 9))
    add = Form(manager, "/closures/add")
    assert said_at(add.send(room=room.id, starts_on="2026-06-17", reason=""), "reason")
    assert said_at(add.send(location=room.location_id, starts_on="2026-06-17", ends_on="2026-06-16", reason="Painting"), "ends_on")
    made = add.send(room=room.id, starts_on="2026-06-17", reason="Painting")
    assert made.status_code == 302
    closure = make.session.scalars(select(Closure)).one()
    assert (closure.location_id, closure.ends_on) == (room.location_id, dt.date(2026, 6, 17))
    assert "Cancel or move them" in words(manager.get(made.location))
    assert Form(manager, f"/closures/edit/{closure.id}").send(reason="Painting the ceiling").status_code == 302
    other = make.session.merge(
        Closure(location_id=make.location().id, starts_on=dt.date(2026, 6, 1), ends_on=dt.date(2026, 6, 1), reason="Elsewhere")
    )
    make.session.commit()
    assert manager.get(f"/closures/show/{other.id}").status_code == 404


def test_who_only_reads_rooms_closes_none(login: Any, make: Any, room: Any) -> None:
    assert login(SALES, locations=[room.location]).get("/closures/add").status_code in (302, 403)
