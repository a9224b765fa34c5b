"""Rooms on the screens: what the calendar tells whom, the form that prices before it books, and the page of a booking."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER, SALES
from app.actions.bookings.create import create_booking
from app.core import clock
from app.models import Booking, Closure
from app.models.booking import BookingStatus
from app.rules.wall_times import instant_at
from tests.views.test_forms import Form, said_at
from views.bookings.form import times_of

ZONE = "Africa/Johannesburg"


def day(ahead: int = 1) -> dt.date:
    return clock.today(ZONE) + dt.timedelta(days=ahead)


def at(hour: int, minute: int = 0, *, ahead: int = 1) -> dt.datetime:
    return instant_at(dt.datetime.combine(day(ahead), dt.time(hour, minute)), ZONE)


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone=ZONE, opening_hours="mon-sun 08:00-18:00")
    return make.room(make.space(location), name="Boardroom", buffer_minutes=15)


@pytest.fixture
def ann(make: Any, room: Any) -> Any:
    """A member with a desk there."""
    acme = make.organisation(room.location, name="Acme")
    user = make.user(MEMBER, first_name="Ann", last_name="Other", organisation_id=acme.id, location_id=room.location_id)
    make.license(acme, user_id=user.id)
    return user


@pytest.fixture
def desk(login: Any, room: Any) -> Any:
    return login(FRONT_DESK, locations=[room.location])


def form(room: Any, start: str, end: str, **more: Any) -> str:
    return f"/bookings/new?room={room.id}&start={day()}T{start}&end={day()}T{end}" + "".join(
        f"&{name}={value}" for name, value in more.items()
    )


def test_the_desk_sees_what_stands_in_the_rooms_and_when_they_are_closed(desk: Any, make: Any, room: Any, ann: Any) -> None:
    make.booking(room, starts_at=at(9), title="Board", user_id=ann.id, organisation_id=ann.organisation_id)
    make.booking(room, starts_at=at(11), title="Repairs")
    make.booking(room, starts_at=at(13), title="Gone", status=BookingStatus.CANCELLED)
    make.booking(room, starts_at=at(9, ahead=3), title="Another day")
    found = desk.get(f"/calendar/events?on={day()}").get_json()
    assert [(each["title"], each["whose"], each["start"][11:], each["end"][11:], each["buffer"]) for each in found["bookings"]] == [
        ("Board", "others", "09:00", "10:00", 15),
        ("Repairs", "house", "11:00", "12:00", 15),
    ]
    assert found["bookings"][0]["who"] == "Ann Other · Acme"
    assert [(each["start"][11:], each["end"][11:]) for each in found["closed"]] == [("00:00", "08:00"), ("18:00", "00:00")]

    make.session.add(Closure(location_id=room.location_id, starts_on=day(), ends_on=day(), reason="Painting"))
    make.session.commit()
    assert [each["reason"] for each in desk.get(f"/calendar/events?on={day()}").get_json()["closed"]] == ["Painting"]


def test_a_week_shows_seven_days_and_what_began_before(desk: Any, make: Any, room: Any) -> None:
    sunday = day(7) - dt.timedelta(days=(day(7).weekday() + 1) % 7)  # on which a week begins in South Africa
    began = instant_at(dt.datetime.combine(sunday - dt.timedelta(days=4), dt.time(9)), ZONE)
    make.booking(room, starts_at=began, hours=5 * 24, title="Exhibition")
    make.booking(room, starts_at=began + dt.timedelta(days=10), title="Saturday")
    make.booking(room, starts_at=began + dt.timedelta(days=11), title="Next Sunday")
    found = desk.get(f"/calendar/events?view=week&on={sunday + dt.timedelta(days=2)}").get_json()
    assert [each["title"] for each in found["bookings"]] == ["Exhibition", "Saturday"]


def test_another_location_is_not_there(desk: Any, make: Any) -> None:
    other = make.room()
    there = make.booking(other, starts_at=at(9), title="Elsewhere")
    assert desk.get(f"/calendar/events?location={other.location_id}&on={day()}").get_json()["bookings"] == []
    for address in (
        f"/bookings/show/{there.id}",
        f"/bookings/panel/{there.id}",
        f"/bookings/change/{there.id}",
        f"/bookings/cancel/{there.id}",
    ):
        assert desk.get(address).status_code == 404, address
    assert desk.get(f"/calendar/quote?room={other.id}&start={day()}T09:00&end={day()}T10:00").status_code == 404
    page = Form(desk, form(other, "09:00", "10:00")).send(
        room=other.id, day=day(), starts_at="09:00", ends_at="10:00", do="book", expected_cents="0"
    )
    assert "Choose one of the list" in said_at(page, "room")
    assert make.session.scalars(select(Booking)).all() == [there]


def test_a_booking_is_priced_before_it_is_made(desk: Any, make: Any, room: Any, ann: Any) -> None:
    asked = Form(desk, form(room, "09:00", "10:30", user=ann.id))
    typed = {"title": "Board", "attendees": "eve@example.com, bob@example.com", "people": "4"}
    looked = asked.send(**typed, do="look")
    page = looked.get_data(as_text=True)
    assert looked.status_code == 200
    assert "R\xa0300.00 on the next invoice" in page
    assert "Cancelled until" in page
    assert "90 minutes at peak" in page
    assert 'value="Board"' in page
    assert make.session.scalars(select(Booking)).all() == []

    answer = asked.send(**typed, expected_cents="30000", do="book")
    assert answer.status_code == 302, page
    booking = make.session.scalars(select(Booking)).one()
    assert (booking.title, booking.charged_cents, booking.user_id, booking.people, booking.starts_at) == ("Board", 30000, ann.id, 4, at(9))
    assert sorted(each.email for each in booking.attendees) == ["bob@example.com", "eve@example.com"]
    again = asked.send(**typed, expected_cents="30000", do="book")
    assert again.location == answer.location
    assert len(make.session.scalars(select(Booking)).all()) == 1


def test_a_price_that_was_tampered_with_is_told(desk: Any, make: Any, room: Any, ann: Any) -> None:
    page = Form(desk, form(room, "09:00", "10:30", user=ann.id)).send(title="Cheap", expected_cents="1", do="book").get_data(as_text=True)
    assert "The price is R\xa0300.00 now; you were shown R\xa00.01" in page
    assert 'value="Cheap"' in page
    assert make.session.scalars(select(Booking)).all() == []


def test_the_desk_holds_a_room_until_a_day_and_confirms_it_at_the_price_of_then(desk: Any, make: Any, room: Any, ann: Any) -> None:
    """The list, the panel and the page say until when; a price that changed meanwhile is shown, and is the one that is confirmed."""
    until = f"{day(2)}T17:00"
    asked = Form(desk, f"/bookings/new?room={room.id}&start={day(3)}T09:00&end={day(3)}T10:30&user={ann.id}")
    assert "Hold the room" in asked.send(hold_until=until, do="look").get_data(as_text=True)
    late = asked.send(hold_until=f"{day(3)}T12:00", expected_cents="30000", do="book")
    assert "A hold ends before the booking begins" in said_at(late, "hold_until")
    assert asked.send(hold_until=until, expected_cents="30000", do="book").status_code == 302
    held = make.session.scalars(select(Booking)).one()
    assert (held.status, held.held_until, held.charged_cents) == (BookingStatus.HELD, at(17, ahead=2), 0)

    room.peak_rate_cents *= 2
    make.session.commit()
    for page in ("/bookings/list/", f"/bookings/panel/{held.id}", f"/bookings/show/{held.id}"):
        assert f"On hold until {day(2):%a} 17:00" in desk.get(page).get_data(as_text=True)
    page = Form(desk, f"/bookings/show/{held.id}")
    assert "R\xa0600.00" in desk.get(f"/bookings/show/{held.id}").get_data(as_text=True)
    desk.post(f"/bookings/action/confirm/{held.id}", data={"csrf_token": page.values["csrf_token"]})
    make.session.expire_all()
    assert (held.status, held.charged_cents) == (BookingStatus.CONFIRMED, 60000)


def test_a_taken_room_offers_what_is_near(desk: Any, make: Any, room: Any, ann: Any) -> None:
    make.booking(room, starts_at=at(9))
    asked = Form(desk, form(room, "09:30", "10:30", user=ann.id))
    page = asked.send(title="Board", expected_cents="20000", do="book").get_data(as_text=True)
    assert "Boardroom is taken" in page
    assert f'value="{room.id} {day()} 10:15 11:15"' in page
    taken = asked.send(title="Board", take=f"{room.id} {day()} 10:15 11:15").get_data(as_text=True)
    assert 'value="10:15"' in taken
    assert "Book for R\xa0200.00" in taken
    assert 'value="Board"' in taken


def test_closed_hours_need_a_reason_of_who_may(desk: Any, make: Any, room: Any, ann: Any) -> None:
    asked = Form(desk, form(room, "06:00", "07:00", user=ann.id))
    looked = asked.send(do="look").get_data(as_text=True)
    assert "Reason to book it all the same" in looked
    without = asked.send(expected_cents="12000", do="book")
    assert "Boardroom is open" in without.get_data(as_text=True)
    assert asked.send(expected_cents="12000", override_reason="A film crew", do="book").status_code == 302
    assert make.session.scalars(select(Booking.override_reason)).one() == "A film crew"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("09:00", "09:00", "It ends before it starts"), ("09:05", "10:00", "every 15 minutes"), ("09:00", "09:15", "at least")],
)
def test_times_that_make_no_sense_are_told(desk: Any, room: Any, ann: Any, start: str, end: str, said: str) -> None:
    assert said in Form(desk, form(room, start, end, user=ann.id)).send(do="look").get_data(as_text=True)


def test_a_booking_is_moved_by_hand_at_the_price_that_the_card_showed(desk: Any, make: Any, room: Any, ann: Any) -> None:
    Form(desk, form(room, "09:00", "10:00", user=ann.id)).send(expected_cents="20000", do="book")
    booking = make.session.scalars(select(Booking)).one()
    where = {"booking": booking.id, "room": room.id, "start": f"{day()}T11:00", "end": f"{day()}T12:30"}
    quote = desk.get("/calendar/quote", query_string=where).get_json()
    assert (quote["cents"], quote["can"], quote["price"]) == (30000, True, "R\xa0300.00 instead of R\xa0200.00")
    token = Form(desk, "/bookings/new").values["csrf_token"]
    assert desk.post("/calendar/move", data=where | {"csrf_token": token, "expected_cents": 20000}).status_code == 409
    assert desk.post("/calendar/move", data=where | {"csrf_token": token, "expected_cents": 30000}).status_code == 200
    make.session.expire_all()
    assert (booking.starts_at, booking.charged_cents) == (at(11), 30000)


@pytest.mark.parametrize("until", [2, 3])
def test_a_booking_of_a_day_or_more_keeps_its_times_when_its_title_changes(desk: Any, make: Any, room: Any, ann: Any, until: int) -> None:
    booking = create_booking(
        by=SYSTEM, room_id=room.id, starts_at=at(9), ends_at=at(9, ahead=until), user_id=ann.id, override_reason="A fair"
    )
    cents = booking.charged_cents
    assert Form(desk, f"/bookings/change/{booking.id}").send(title="Fair", do="book").status_code == 302
    booking = make.session.scalars(select(Booking).execution_options(populate_existing=True)).one()
    assert (booking.title, booking.starts_at, booking.ends_at, booking.charged_cents) == ("Fair", at(9), at(9, ahead=until), cents)


def test_in_the_hour_that_comes_twice_what_nobody_typed_over_does_not_move() -> None:
    place: Any = SimpleNamespace(location=SimpleNamespace(zone="Europe/Amsterdam"))
    sunday = dt.date(2026, 10, 25)
    second, end = (
        dt.datetime(2026, 10, 25, hour, minute, tzinfo=dt.UTC) for hour, minute in ((1, 30), (3, 0))
    )  # 02:30 for the second time, 04:00
    booking: Any = SimpleNamespace(starts_at=second, ends_at=end)

    def typed(start: str, until: str, of: Any = booking) -> Any:
        told: Any = SimpleNamespace(
            day=SimpleNamespace(data=sunday),
            **{name: SimpleNamespace(data=dt.time.fromisoformat(each)) for name, each in (("starts_at", start), ("ends_at", until))},
        )
        return times_of(told, place, of)

    assert typed("02:30", "04:00") == (second, end)
    assert typed("02:30", "05:00") == (second, end + dt.timedelta(hours=1))
    assert typed("03:00", "04:00") == (dt.datetime(2026, 10, 25, 2, tzinfo=dt.UTC), end)
    assert typed("02:30", "04:00", None) == (second - dt.timedelta(hours=1), end)


def test_the_page_of_a_booking_says_why_it_costs_that_and_cancels_it(desk: Any, make: Any, room: Any, ann: Any) -> None:
    Form(desk, form(room, "09:00", "10:00", user=ann.id)).send(title="Board", expected_cents="20000", do="book")
    booking = make.session.scalars(select(Booking)).one()
    page = desk.get(f"/bookings/show/{booking.id}").get_data(as_text=True)
    for words in ("60 minutes at peak", "R\xa0200.00 on the next invoice", "Confirmed", "Ann Other"):
        assert words in page, words
    cancel = Form(desk, f"/bookings/cancel/{booking.id}")
    assert cancel.send(by_operator="y", reason="").status_code == 200
    assert cancel.send(by_operator="y", reason="The roof leaks").status_code == 302
    make.session.expire_all()
    assert (booking.status, booking.charged_cents, booking.cancel_reason) == (BookingStatus.CANCELLED, 0, "The roof leaks")


def test_who_only_reads_is_offered_nothing_to_book(login: Any, make: Any, room: Any) -> None:
    make.booking(room, starts_at=at(9), title="Board")
    sales = login(SALES, locations=[room.location])
    page = sales.get("/calendar/").get_data(as_text=True)
    assert "/bookings/new" not in page.split("<main")[1].replace("&#34;new&#34;: &#34;/bookings/new&#34;", "")
    assert sales.get("/bookings/new").status_code in (302, 403)
    assert [each["moves"] for each in sales.get(f"/calendar/events?on={day()}").get_json()["bookings"]] == [False]


def test_without_a_room_the_calendar_says_what_to_do(login: Any, make: Any) -> None:
    location = make.location()
    page = login(LOCATION_MANAGER, locations=[location]).get("/calendar/").get_data(as_text=True)
    assert "No room to book yet." in page
    assert "/rooms/add" in page
