"""What is booked after a license has ended: found where nobody is left to use it, and given back with the end where somebody says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.bookings.cancel_series import cancel_series
from app.actions.bookings.create_series import create_series
from app.actions.licenses.end import end_license
from app.actions.licenses.pause import pause_license
from app.actions.teams.remove_member import remove_member
from app.core.errors import Stale
from app.models import Booking
from app.models.booking import BookingStatus
from app.models.user import TeamRole
from app.queries.bookings.after_license import how_many_after_license
from tests.actions.bookings.conftest import Rooms, at, lived
from tests.actions.bookings.test_series import plan

CANCELLED, CONFIRMED = BookingStatus.CANCELLED, BookingStatus.CONFIRMED


@pytest.fixture
def booked(rooms: Rooms) -> list[Booking]:
    """On the last day, R400 on each of two later ones, and one that staff booked all the same; R500 of credit pays first."""
    with lived(12):
        rooms.buy(50000)
        made = [rooms.book(at(day), at(day, 11)) for day in (20, 21, 22)]
        made.append(rooms.book(at(23), at(23, 11)))
        rooms.fresh(made[3]).override_reason = "Their farewell"
        rooms.session.commit()
        return made


def statuses(session: Any, found: list[Booking]) -> list[BookingStatus]:
    session.expire_all()
    return [session.get_one(Booking, each.id).status for each in found]


def left(session: Any) -> int:
    session.rollback()
    return how_many_after_license(session, by=SYSTEM, location_id=None)


def test_an_end_leaves_what_is_booked_and_it_is_counted(rooms: Rooms, booked: list[Booking], session: Any) -> None:
    with lived(12, 10):
        assert left(session) == 0
        end_license(rooms.license.id, on=at(20).date(), by=SYSTEM)
        assert left(session) == 2
    with lived(21, 10):
        assert left(session) == 1, "the one that has begun is left alone"
    assert statuses(session, booked) == [CONFIRMED] * 4


def test_they_are_given_back_by_the_policy_in_the_same_moment(rooms: Rooms, booked: list[Booking], session: Any) -> None:
    """Of the 21st half is kept, less than a day before; of the 22nd nothing."""
    with lived(20, 12):
        with pytest.raises(Stale, match=r"600\.00 come back now"):
            end_license(rooms.license.id, on=at(20).date(), cancel_bookings=True, expected_refund=80000, by=SYSTEM)
        session.rollback()
        assert session.get_one(type(rooms.license), rooms.license.id).ends_on is None, "all of it or nothing"
        for _click in range(2):
            end_license(rooms.license.id, on=at(20).date(), cancel_bookings=True, expected_refund=60000, by=SYSTEM)
    assert statuses(session, booked) == [CONFIRMED, CANCELLED, CANCELLED, CONFIRMED]
    assert [rooms.fresh(each).charged_cents for each in booked[:3]] == [40000, 20000, 0]


def test_who_has_another_license_keeps_theirs(rooms: Rooms, booked: list[Booking], session: Any, make: Any) -> None:
    make.license(rooms.organisation, rooms.membership, user_id=rooms.user.id, code="SECOND")
    with lived(12, 10):
        end_license(rooms.license.id, on=at(20).date(), cancel_bookings=True, by=SYSTEM)
        assert left(session) == 0
    assert statuses(session, booked) == [CONFIRMED] * 4


@pytest.mark.parametrize(("kind", "found"), [("shared", 0), ("a colleague's", 2), ("elsewhere", 2), ("another organisation's", 2)])
def test_only_a_license_that_opens_that_location_to_them_counts(
    rooms: Rooms, booked: list[Booking], session: Any, make: Any, kind: str, found: int
) -> None:
    if kind == "shared":
        make.license(rooms.organisation, rooms.membership)
    elif kind == "a colleague's":
        make.license(rooms.organisation, rooms.membership, user_id=make.user("Member", organisation_id=rooms.organisation.id).id)
    elif kind == "elsewhere":
        make.license(rooms.organisation, make.membership(), user_id=rooms.user.id)
    else:
        make.license(make.organisation(rooms.location), rooms.membership, user_id=rooms.user.id)
    with lived(12, 10):
        end_license(rooms.license.id, on=at(20).date(), by=SYSTEM)
        assert left(session) == found


def test_a_pause_is_no_end(rooms: Rooms, booked: list[Booking], session: Any) -> None:
    with lived(12, 10):
        pause_license(rooms.license.id, starts_on=at(20).date(), by=SYSTEM)
        assert left(session) == 0


def test_who_is_taken_out_of_a_team_has_what_they_booked_given_back(rooms: Rooms, booked: list[Booking], session: Any, make: Any) -> None:
    owner = rooms.member(
        make.user("Member", organisation_id=rooms.organisation.id, location_id=rooms.location.id, team_role=TeamRole.OWNER)
    )
    with lived(12, 10):
        with pytest.raises(Stale):
            remove_member(rooms.user.id, cancel_bookings=True, expected_refund=1, by=owner)
        remove_member(rooms.user.id, cancel_bookings=True, expected_refund=160000, by=owner)
        assert left(session) == 0
    assert statuses(session, booked) == [CANCELLED] * 4
    assert rooms.fresh(booked[0]).cancel_reason == "Thandi Maseko has left the team."


def test_without_it_they_stay_and_are_counted(rooms: Rooms, booked: list[Booking], session: Any, make: Any) -> None:
    owner = rooms.member(
        make.user("Member", organisation_id=rooms.organisation.id, location_id=rooms.location.id, team_role=TeamRole.OWNER)
    )
    with lived(12, 10):
        remove_member(rooms.user.id, by=owner)
        assert left(session) == 4
    assert statuses(session, booked) == [CONFIRMED] * 4


def test_another_sum_of_a_series_than_was_shown_changes_nothing(rooms: Rooms, session: Any) -> None:
    with lived(12):
        made = create_series(plan(rooms), by=rooms.member())
        with pytest.raises(Stale, match=r"800\.00 come back now"):
            cancel_series(made[0].series_id, by=rooms.member(), expected_refund=60000)
        session.rollback()
        assert session.scalars(select(Booking.status).distinct()).all() == [CONFIRMED]
        assert len(cancel_series(made[0].series_id, by=rooms.member(), expected_refund=80000)) == 4
