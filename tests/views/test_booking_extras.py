"""Coffee and a projector beside a room: asked, priced and booked at the desk, seen by whoever brings them, and in the mails."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.products.change import change_product
from app.core import clock
from app.models import Adhoc, Booking, BookingExtra, Product
from app.rules.wall_times import instant_at
from tests.views.test_forms import Form

ZONE = "Africa/Johannesburg"


def day(ahead: int = 1) -> dt.date:
    return clock.today(ZONE) + dt.timedelta(days=ahead)


def at(hour: int, *, ahead: int = 1) -> dt.datetime:
    return instant_at(dt.datetime.combine(day(ahead), dt.time(hour)), ZONE)


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def room(make: Any) -> Any:
    location = make.location(name="Kloof", zone=ZONE, opening_hours="")
    return make.room(make.space(location), name="Boardroom")


@pytest.fixture
def coffee(make: Any, room: Any) -> Any:
    return make.product(room.location, name="Coffee", price_cents=2500, extra_most=20)


@pytest.fixture
def ann(make: Any, room: Any) -> Any:
    acme = make.organisation(room.location, name="Acme")
    user = make.user(MEMBER, first_name="Ann", last_name="Other", organisation_id=acme.id, location_id=room.location_id)
    make.license(acme, user_id=user.id)
    return user


@pytest.fixture
def desk(login: Any, room: Any) -> Any:
    return login(FRONT_DESK, locations=[room.location])


@pytest.fixture
def booked(room: Any, coffee: Any, ann: Any) -> Booking:
    return create_booking(
        by=SYSTEM, room_id=room.id, user_id=ann.id, starts_at=at(9, ahead=2), ends_at=at(10, ahead=2), extras={coffee.id: 8}, title="Board"
    )


def form(room: Any, **more: Any) -> str:
    return f"/bookings/new?room={room.id}&start={day()}T09:00&end={day()}T10:00" + "".join(
        f"&{name}={value}" for name, value in more.items()
    )


def page_of(answer: Any) -> str:
    return answer.get_data(as_text=True).replace("\xa0", " ")


def test_extras_are_priced_in_the_card_and_booked_at_the_total(desk: Any, make: Any, room: Any, coffee: Any, ann: Any) -> None:
    asked = Form(desk, form(room, user=ann.id))
    field = f"extra-{coffee.id}"
    looked = page_of(asked.send(**{field: "8"}, do="look"))
    assert f'name="{field}" value="8"' in looked
    for words in (
        "Boardroom: R 200.00",
        "8 × Coffee: R 200.00",
        "R 200.00 for extras, on the next invoice",
        "8 × Coffee, R 25.00 each with VAT: R 200.00.",
        "Book for R 400.00",
    ):
        assert words in looked, words
    for _ in range(2):
        assert asked.send(**{field: "8"}, do="book", expected_cents="40000").status_code == 302
    booking = make.session.scalars(select(Booking)).one()
    assert (booking.charged_cents, booking.cost_cents) == (20000, 40000)
    assert make.session.scalars(select(Adhoc.unit_price_cents).where(Adhoc.extra_id.is_not(None))).all() == [17391]
    assert "8 × Coffee" in page_of(desk.get(f"/bookings/show/{booking.id}"))
    assert "8 × Coffee" in page_of(desk.get(f"/bookings/panel/{booking.id}"))


def test_what_cannot_be_is_said_beside_the_price_and_books_nothing(desk: Any, make: Any, room: Any, coffee: Any, ann: Any) -> None:
    field = f"extra-{coffee.id}"
    for who, typed, why in ((ann.id, "21", "Coffee: from 0 to 20."), (ann.id, "many", "whole number"), ("", "1", "say who books")):
        asked = Form(desk, form(room, user=who))
        assert why in page_of(asked.send(**{field: typed}, do="look"))
        assert asked.send(**{field: typed}, do="book", expected_cents="0").status_code == 200
    assert make.session.scalars(select(Booking)).all() == []


def test_the_price_beside_the_form_follows_what_is_typed(desk: Any, room: Any, coffee: Any, ann: Any) -> None:
    typed = {"room": room.id, "user": ann.id, "day": day(), "starts_at": "09:00", "ends_at": "10:00"}
    asked = Form(desk, form(room))
    asked.address = "/bookings/quote"
    assert "R 450.00" in page_of(asked.send(**typed, **{f"extra-{coffee.id}": "10"}))
    assert f'name="extra-{coffee.id}" value="3"' in page_of(asked.send(**typed | {"day": "", f"extra-{coffee.id}": "3"}))


def test_a_change_shows_what_is_there_and_asks_at_the_new_total(desk: Any, make: Any, room: Any, coffee: Any, booked: Booking) -> None:
    change = Form(desk, f"/bookings/change/{booked.id}")
    page = page_of(desk.get(f"/bookings/change/{booked.id}"))
    assert f'name="extra-{coffee.id}" value="8"' in page
    assert "R 400.00" in page
    field = f"extra-{coffee.id}"
    assert "Save: R 300.00 instead of R 400.00" in page_of(change.send(**{field: "4"}, do="look"))
    assert change.send(**{field: "4"}, do="book", expected_cents="40000").status_code == 200
    assert change.send(**{field: "4"}, do="book", expected_cents="30000").status_code == 302
    make.session.expire_all()
    assert make.session.scalars(select(BookingExtra.quantity)).all() == [4]
    moved = desk.get(f"/calendar/quote?room={room.id}&start={day(2)}T11:00&end={day(2)}T12:00&booking={booked.id}").get_json()
    assert moved["cents"] == 30000
    done = desk.post(
        "/calendar/move",
        data={
            "room": room.id,
            "start": f"{day(2)}T11:00",
            "end": f"{day(2)}T12:00",
            "booking": booked.id,
            "expected_cents": "30000",
            "csrf_token": change.values["csrf_token"],
        },
    )
    assert done.status_code == 200, done.get_json()


def test_cancelling_tells_what_comes_back_of_both(desk: Any, make: Any, booked: Booking) -> None:
    assert "The member cancels: R 400.00 comes back." in page_of(desk.get(f"/bookings/cancel/{booked.id}"))
    assert Form(desk, f"/bookings/cancel/{booked.id}").send().status_code == 302
    make.session.expire_all()
    assert make.session.get_one(Booking, booked.id).cost_cents == 0


def test_whoever_brings_the_coffee_reads_it_on_the_start_page_and_in_the_list_of_the_day(
    desk: Any, room: Any, coffee: Any, ann: Any
) -> None:
    create_booking(by=SYSTEM, room_id=room.id, user_id=ann.id, starts_at=at(11, ahead=0), ends_at=at(12, ahead=0), extras={coffee.id: 8})
    for page in ("/", f"/calendar/agenda?on={day(0)}"):
        assert "Extras: 8 × Coffee" in page_of(desk.get(page)), page


def test_a_product_becomes_an_extra_in_its_form(login: Any, make: Any, room: Any) -> None:
    manager = login(LOCATION_MANAGER, locations=[room.location])
    mug = make.product(room.location, name="Mug")
    asked = Form(manager, f"/products/edit/{mug.id}")
    assert asked.send(extra_most="0").status_code == 200
    assert asked.send(extra_most="12").status_code == 302
    make.session.expire_all()
    assert make.session.get_one(Product, mug.id).extra_most == 12


def test_a_series_shows_every_date_with_its_coffee_and_books_it_so(desk: Any, make: Any, room: Any, coffee: Any, ann: Any) -> None:
    asked = Form(desk, f"/bookings/series/?room={room.id}&start={day()}T09:00&end={day()}T10:00&user={ann.id}")
    typed = {"last_on": str(day(2)), "interval": "1", "repeat": "daily", f"extra-{coffee.id}": "8"}
    looked = page_of(asked.send(**typed, do="look"))
    assert f'name="extra-{coffee.id}" value="8"' in looked
    assert "R 800.00" in looked
    assert "R 400.00 for extras, on the next invoice" in looked
    assert asked.send(**typed, expected_cents="40000", do="book").status_code == 200
    assert asked.send(**typed, expected_cents="80000", do="book").status_code == 302
    assert make.session.scalars(select(BookingExtra.quantity)).all() == [8, 8]


def test_what_a_page_does_not_ask_for_stays_as_somebody_else_made_it(desk: Any, make: Any, coffee: Any, booked: Booking) -> None:
    page, field = f"/bookings/change/{booked.id}", f"extra-{coffee.id}"
    shown = f"had-{coffee.id}"
    assert f'name="{shown}" value="8"' in page_of(desk.get(page))
    change = Form(desk, page)
    change_booking(booked.id, by=SYSTEM, extras={coffee.id: 3})
    looked = page_of(change.send(**{field: "8", shown: "8"}, do="look"))
    assert f'name="{field}" value="3"' in looked and f'name="{shown}" value="3"' in looked
    assert change.send(**{field: "8", shown: "8"}, title="Renamed", do="book", expected_cents="27500").status_code == 302
    make.session.expire_all()
    assert make.session.scalars(select(BookingExtra.quantity)).all() == [3]


def test_who_asks_for_another_number_than_somebody_else_is_told_first(desk: Any, make: Any, coffee: Any, booked: Booking) -> None:
    page, field, shown = f"/bookings/change/{booked.id}", f"extra-{coffee.id}", f"had-{coffee.id}"
    change = Form(desk, page)
    change_booking(booked.id, by=SYSTEM, extras={coffee.id: 3})
    assert f'name="{shown}" value="8"' in page_of(change.send(**{field: "4", shown: "8"}, do="look")), (
        "what was shown is kept while one looks"
    )
    told = page_of(change.send(**{field: "4", shown: "8"}, do="book", expected_cents="30000"))
    assert "Somebody has just changed this booking." in told
    assert f'name="{field}" value="4"' in told and f'name="{shown}" value="3"' in told
    assert change.send(**{field: "4", shown: "3"}, do="book", expected_cents="30000").status_code == 302
    make.session.expire_all()
    assert make.session.scalars(select(BookingExtra.quantity)).all() == [4]


def test_a_change_says_what_was_promised_and_what_another_number_costs(desk: Any, admin: Any, coffee: Any, booked: Booking) -> None:
    change_product(coffee.id, price_cents=3000, by=admin)
    assert "R 25.00 as booked; R 30.00 for another number" in page_of(desk.get(f"/bookings/change/{booked.id}"))
