"""The screen beside a room's door: paired once, true at every minute, and good for that room alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.actions.secret_links.renew import renew_link
from app.actions.secret_links.revoke import revoke_link
from app.actions.settings.put import put_setting
from app.models import Booking, Closure
from app.models.booking import BookingStatus
from app.models.secret_link import LinkKind
from app.queries.room_screen import State, room_now

NOW = dt.datetime(2026, 6, 16, 8, 8, 30, tzinfo=dt.UTC)  # 10:08 there
TEN = dt.datetime(2026, 6, 16, 8, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def june(web_app: Any) -> Any:
    web_app.appbuilder.sm.limiter.reset()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room(make: Any) -> Any:
    return make.room(make.space(make.location(name="Kloof", zone="Europe/Amsterdam")), name="Boardroom", buffer_minutes=15)


@pytest.fixture
def desk(make: Any, room: Any) -> Any:
    return make.actor(FRONT_DESK, at=[room.location])


class Screen:
    """The tablet."""

    def __init__(self, browser: Any, secret: str) -> None:
        self.browser = browser
        self.paired = browser.get(f"/room/{secret}")

    @property
    def page(self) -> str:
        return str(self.browser.get("/room/").get_data(as_text=True))

    @property
    def says(self) -> str:
        """The words of the part that changes, in reading order."""
        html = self.browser.get("/room/state").get_json()["html"]
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    def tap(self, verb: str, **form: Any) -> str:
        token = self.browser.get("/room/state").get_json()["csrf"]
        answer = self.browser.post(f"/room/{verb}", data={"csrf_token": token, **form}, follow_redirects=True)
        return str(answer.get_data(as_text=True))


@pytest.fixture
def screen(room: Any, desk: Any, client: Any) -> Screen:
    return Screen(client, renew_link(LinkKind.ROOM_SCREEN, room.id, by=desk))


def test_pairing_takes_the_secret_out_of_the_address(screen: Screen, room: Any, desk: Any) -> None:
    cookie = screen.paired.headers["Set-Cookie"]
    assert (screen.paired.status_code, screen.paired.location) == (302, "/room/")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/room" in cookie
    assert "Boardroom" in screen.page and screen.says.startswith("Boardroom Kloof Free for the rest of the day")

    revoke_link(LinkKind.ROOM_SCREEN, room.id, by=desk)
    assert screen.browser.get("/room/state").status_code == 404
    assert "belongs to no room" in screen.page and "Boardroom" not in screen.page


def test_a_walk_up_books_half_an_hour_and_ends_early(screen: Screen, session: Any, room: Any) -> None:
    assert "Book 30 minutes" in screen.says

    assert "It is yours." in screen.tap("book")
    booking = session.scalars(select(Booking)).one()
    assert (booking.starts_at, booking.ends_at) == (TEN, TEN + 45 * MINUTE)
    assert (booking.status, booking.user_id, booking.charged_cents, booking.made_by) == (
        BookingStatus.CHECKED_IN,
        None,
        0,
        "Screen of Boardroom",
    )
    assert "In use until 10:45" in screen.says and "Check in" not in screen.says and "Book 30" not in screen.says
    assert "cannot be taken" in screen.tap("book")  # a second tap
    assert len(session.scalars(select(Booking)).all()) == 1

    assert "free again" in screen.tap("end", booking=booking.id)
    assert "Free for the rest of the day" in screen.says and "Book 30 minutes" in screen.says


def test_it_is_true_from_one_booking_to_the_next(screen: Screen, make: Any, room: Any) -> None:
    make.booking(room, title="Board of Acme", starts_at=TEN + HOUR)
    make.booking(room, title="Open house", is_open=True, starts_at=TEN + 4 * HOUR)
    make.booking(room, title="Tomorrow", is_open=True, starts_at=TEN + 24 * HOUR)
    seen = {}
    for minute in (8, 40, 60, 120, 135):
        with time_machine.travel(TEN + minute * MINUTE, tick=False):
            seen[minute] = screen.says
    assert (
        "Free until 11:00 Book 30 minutes until 10:45" in seen[8]
        and "11:00 – 12:00 Booked" in seen[8]
        and "14:00 – 15:00 Open house" in seen[8]
    )
    assert "Acme" not in str(seen) and "Tomorrow" not in str(seen)
    assert "Free until 11:00 10:40 Today" in seen[40]  # a quarter of an hour before the next, five minutes are no booking
    assert "In use until 12:00 Check in End early" in seen[60]
    assert "Free soon from 12:15" in seen[120] and "Book 30" not in seen[120]
    assert "Free until 14:00 Book 30 minutes until 12:45" in seen[135]


def test_what_is_left_before_the_next_can_be_taken(screen: Screen, make: Any, room: Any, session: Any) -> None:
    make.booking(room, starts_at=TEN + 45 * MINUTE)

    assert "Book it until 10:30" in screen.says
    assert "It is yours." in screen.tap("book")
    assert session.scalars(select(Booking.ends_at).order_by(Booking.starts_at)).first() == TEN + 30 * MINUTE


def test_a_booker_checks_in_at_the_door(screen: Screen, make: Any, room: Any, session: Any) -> None:
    booking = make.booking(room, starts_at=TEN + 15 * MINUTE)
    assert "Check in" in screen.says

    assert "You are checked in." in screen.tap("check-in", booking=booking.id)
    session.expire_all()
    assert booking.status is BookingStatus.CHECKED_IN and "In use until 11:15 End early" in screen.says


def test_who_was_marked_as_not_having_come_has_come_after_all_while_the_room_is_free(
    screen: Screen, make: Any, room: Any, session: Any
) -> None:
    booking = make.booking(room, starts_at=TEN, status=BookingStatus.NO_SHOW, ended_at=NOW)
    assert "Free for the rest of the day Check in Book 30 minutes" in screen.says

    assert "You are checked in." in screen.tap("check-in", booking=booking.id)
    session.expire_all()
    assert (booking.status, booking.ended_at) == (BookingStatus.CHECKED_IN, None)
    assert "In use until 11:00 End early" in screen.says


def test_nobody_who_comes_late_is_offered_a_room_that_others_have(screen: Screen, make: Any, room: Any) -> None:
    make.booking(room, starts_at=TEN, status=BookingStatus.NO_SHOW, ended_at=NOW)
    screen.tap("book")
    assert "In use until 10:45 End early" in screen.says
    with time_machine.travel(TEN + 60 * MINUTE, tick=False):
        assert "Check in" not in screen.says, "it is over"


def test_a_screen_reaches_no_other_room(screen: Screen, make: Any, room: Any, session: Any) -> None:
    beside = make.booking(make.room(room.space), starts_at=TEN)

    for verb in ("check-in", "end"):
        assert "Booking not found." in screen.tap(verb, booking=beside.id)
        assert "not found" in screen.tap(verb, booking="x")
    session.expire_all()
    assert beside.status is BookingStatus.CONFIRMED


def test_nobody_taps_without_a_paired_screen(client: Any, room: Any, session: Any) -> None:
    assert client.get("/room/").status_code == 404 and client.get("/room/state").status_code == 404
    assert client.post("/room/book").status_code == 400  # no token
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login/").get_data(as_text=True))
    assert token and "belongs to no room" in client.post("/room/book", data={"csrf_token": token[1]}, follow_redirects=True).get_data(
        as_text=True
    )
    assert session.scalars(select(Booking)).all() == []
    assert "belongs to no room" in client.get(f"/room/{'x' * 43}").get_data(as_text=True)


def test_operators_may_want_it_by_phone_alone(screen: Screen, admin: Any, session: Any) -> None:
    put_setting("booking.at_the_door", "by_phone", by=admin)

    assert "Book 30 minutes" not in screen.says and "Book with your phone" in screen.says
    assert "cannot be taken" in screen.tap("book") and session.scalars(select(Booking)).all() == []


def test_private_and_closed_rooms_are_nobody_s_in_passing(make: Any, room: Any, session: Any) -> None:
    private = make.room(room.space, is_private=True)
    session.add(Closure(location_id=room.location_id, room_id=room.id, starts_on=NOW.date(), ends_on=NOW.date(), reason="Painters"))
    session.commit()

    assert (room_now(session, private.id).state, room_now(session, private.id).take) == (State.FREE, None)
    closed = room_now(session, room.id)
    assert (closed.state, closed.reason, closed.take) == (State.CLOSED, "Painters", None)


def test_what_changes_is_drawn_and_nothing_else(screen: Screen) -> None:
    """Two looks in one minute are the same to the letter, so that nothing flickers."""
    first, second = (screen.browser.get("/room/state").get_json() for _ in range(2))
    shown = re.search(r'data-version="(\w+)"', screen.page)

    assert first["version"] == second["version"] and first["html"] == second["html"]
    assert shown and shown[1] == first["version"]
