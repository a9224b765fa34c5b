"""A member's bookings write to a few people a day, however they are made, moved and repeated."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, ROLES
from app.actions.bookings import few_letters
from app.actions.bookings.change import change_booking
from app.actions.bookings.create_series import create_series
from app.actions.invitations.invite import invite_to_booking
from app.core.errors import Refused
from app.models import Booking, Delivery
from tests.actions.bookings.conftest import Rooms, at, lived
from tests.actions.bookings.test_series import plan


@pytest.fixture(autouse=True)
def in_june(session: Any):
    with lived(12):
        yield


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_letters, "MOST_PEOPLE", 4)
    monkeypatch.setattr(few_letters, "MOST_LETTERS", 9)


def guests(*numbers: int) -> list[str]:
    return [f"guest{number}@far.example" for number in numbers]


def write(session: Any, booking: Booking) -> None:
    """As the job does; letters are of the time of the test."""
    invite_to_booking(booking.id, sequence=booking.sequence, by=SYSTEM)
    session.execute(update(Delivery).values(created_at=at(12)))
    session.commit()


def test_a_member_writes_to_so_many_people_a_day(rooms: Rooms, session: Any) -> None:
    first = rooms.book(at(20), at(20, 10), attendees=guests(1, 2, 3))
    with pytest.raises(Refused, match="many people today") as refused:
        rooms.book(at(21), at(21, 10), attendees=guests(4, 5))
    assert refused.value.field == "attendees" and session.scalar(select(func.count()).select_from(Booking)) == 1
    write(session, first)
    rooms.book(at(21), at(21, 10), attendees=guests(1, 4))
    with pytest.raises(Refused):
        change_booking(first.id, attendees=guests(1, 2, 5), by=rooms.member())
    assert rooms.book(at(22), at(22, 10)).id, "whoever invites nobody is not counted"
    desk = Actor(id=None, name="Desk", permissions=ROLES[FRONT_DESK], location_ids=frozenset({rooms.location.id}))
    assert rooms.book(at(23), at(23, 10), attendees=guests(6, 7), by=desk).id, "staff know their guests"


def test_a_member_sends_so_many_letters_a_day(rooms: Rooms, session: Any) -> None:
    booking = rooms.book(at(20), at(20, 10), attendees=guests(1, 2, 3))
    write(session, booking)
    for hour in (11, 13):
        booking = change_booking(booking.id, starts_at=at(20, hour), ends_at=at(20, hour + 1), by=rooms.member())
        write(session, booking)
    with pytest.raises(Refused, match="many people today"):
        change_booking(booking.id, starts_at=at(20, 15), ends_at=at(20, 16), by=rooms.member())
    session.rollback()
    with pytest.raises(Refused, match="many people today"):
        create_series(plan(rooms), by=rooms.member(), attendees=guests(1))
    session.rollback()
    with lived(13, 12):
        assert change_booking(booking.id, starts_at=at(20, 15), ends_at=at(20, 16), by=rooms.member()).sequence == 3


def test_a_series_counts_all_of_its_letters_before_one_is_written(rooms: Rooms, session: Any) -> None:
    with pytest.raises(Refused, match="many people today"):
        create_series(plan(rooms), by=rooms.member(), attendees=guests(1, 2, 3))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Booking)) == 0
    assert len(create_series(plan(rooms), by=rooms.member(), attendees=guests(1, 2))) == 4
