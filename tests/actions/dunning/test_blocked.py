"""Bookings rest while an invoice is too late: said to each as far as it concerns them, overridden by staff with a reason, over with the payment (I9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, ROLES
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.dunning.put_policy import put_policy
from app.actions.dunning.write_note import promise_to_pay
from app.actions.payments.record_eft import record_eft
from app.core.errors import Refused
from app.models.user import TeamRole
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import quote_booking
from tests.actions.bookings.conftest import Rooms, at, lived

USUAL = {"reminders": (-3, 1, 7, 14), "block_after": 14, "review_after": 21, "least_cents": 0, "by": SYSTEM}


@pytest.fixture
def late(make, session):
    """R1 150 due on 8 June; the policy is on since May."""
    rooms = Rooms(make, session)
    with lived(1, month=5):
        put_policy(is_on=True, **USUAL)
    make.invoice(rooms.organisation, number="KLF-1")
    make.session.commit()
    return rooms


def test_on_the_fourteenth_day_new_bookings_rest_and_everybody_hears_what_concerns_them(late: Rooms):
    with lived(21):
        kept = late.book(at(25), at(25, 10))
    with lived(22):
        with pytest.raises(Refused, match="rest until an open invoice is paid") as refusal:
            late.book(at(26), at(26, 10))
        assert refusal.value.field == "user" and "1 150" not in refusal.value.message
        owner = replace(late.member(), team_role=TeamRole.OWNER)
        with pytest.raises(Refused, match="overdue since 8 June 2026") as refusal:
            late.book(at(26), at(26, 10), by=owner)
        assert "R 1 150.00" in refusal.value.message.replace("\xa0", " ")
        moved = change_booking(kept.id, starts_at=at(25, 12), ends_at=at(25, 13), by=late.member())
        assert moved.starts_at == at(25, 12), "what was booked stays theirs"


def test_staff_book_all_the_same_with_a_reason_and_the_house_books_for_itself(late: Rooms):
    desk = Actor(id=None, name="Desk", permissions=ROLES[FRONT_DESK], location_ids=frozenset({late.location.id}))
    with lived(22):
        with pytest.raises(Refused):
            late.book(at(26), at(26, 10), by=desk)
        booking = late.book(at(26), at(26, 10), by=desk, override_reason="They pay this afternoon")
        assert booking.override_reason == "They pay this afternoon"
        create_booking(room_id=late.room.id, starts_at=at(26, 14), ends_at=at(26, 15), by=desk)
        wish = Wish(late.room.id, at(27), at(27, 10), user_id=late.user.id)
        assert [each.code for each in quote_booking(late.session, wish, by=desk).obstacles] == ["debt"]
        assert quote_booking(late.session, replace(wish, user_id=None, for_anybody=True), by=desk).obstacles == ()


@pytest.mark.parametrize("how", ["paid", "in part", "promised", "off", "small"])
def test_what_lets_them_book_again(late: Rooms, how):
    with lived(22):
        if how in ("paid", "in part"):
            record_eft(late.organisation.id, key="a", amount_cents=115_000 if how == "paid" else 114_000, reference="x", by=SYSTEM)
        if how == "promised":
            promise_to_pay(late.organisation.id, amount_cents=1, until=dt.date(2026, 6, 30), by=SYSTEM)
        if how in ("off", "small"):
            put_policy(is_on=how == "small", **USUAL | {"least_cents": 115_000})
        if how == "in part":
            with pytest.raises(Refused):
                late.book(at(26), at(26, 10))
        else:
            assert late.book(at(26), at(26, 10)).id
