"""Room booking, end to end: a member books, the clock debits, the member gives back (the worked example of section 3)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.actions.bookings.cancel import cancel_booking
from app.actions.wallets.settle_due import settle_due
from app.core.errors import Conflict
from app.models import Booking, LedgerEntry
from app.models.booking import BookingStatus
from app.queries.wallets.trial_balance import trial_balance
from tests.actions.bookings.conftest import Rooms, at, books_are_right, lived, rooms

__all__ = ["books_are_right", "rooms"]


@pytest.fixture
def lots(rooms: Rooms):
    """Q: R500 of June's quota; P: R300 bought; S: R1 000 of stuff that the organisation shares."""
    with lived(1):
        quota = rooms.quota(50000, slot=at(1, 0), until=at(1, 0, month=7))
        return quota, rooms.buy(30000), rooms.buy(100000, rooms.shared, key="order-2")


def test_every_step_of_the_worked_example(rooms: Rooms, lots, session):
    with lived(12):
        first = rooms.book(at(20, 8), at(20, 12))  # R720: half a day
        assert first.charged_cents == 72000
        assert rooms.free(*lots) == (0, 8000, 100000)
        second = rooms.book(at(21, 16), at(21, 18, 30))  # R380
        assert rooms.free(*lots) == (0, 0, 70000)
    with lived(13, 9, 1):
        assert settle_due() == 4
        written = session.scalar(select(func.count()).select_from(LedgerEntry))
        assert settle_due() == 0
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == written
        assert rooms.free(*lots) == (0, 0, 70000)
    with lived(18):
        cancel_booking(first.id, by=rooms.member(), expected_refund=72000)
        assert rooms.free(*lots) == (50000, 22000, 70000)
    with lived(19, 12):
        cancel_booking(second.id, by=rooms.member())
        assert rooms.free(*lots) == (50000, 30000, 100000)
        third = rooms.book(at(5, 8, month=7), at(5, 12, month=7))  # June's quota may not pay for July (W5)
        assert rooms.free(*lots) == (50000, 0, 58000)
    with lived(1, 0, month=7):
        new = rooms.quota(50000, slot=at(1, 0, month=7), until=at(1, 0, month=8))
        assert rooms.free(*lots, new) == (0, 0, 58000, 50000)
    with lived(5, 7, month=7):  # an hour before
        cancel_booking(third.id, by=rooms.member(), expected_refund=0)
        assert rooms.free(*lots, new) == (0, 0, 58000, 50000)
    assert [balance.difference for balance in trial_balance(session)] == [0]
    assert set(session.scalars(select(Booking.status))) == {BookingStatus.CANCELLED}


def test_half_of_an_odd_amount_loses_no_cent(rooms: Rooms):
    """R16.61 cancelled at half: fee 8.31, refund 8.30 (section 3)."""
    rooms.make.session.merge(rooms.room).peak_rate_cents = 1661
    rooms.make.session.commit()
    with lived(1):
        lot = rooms.buy(10000)
        booking = rooms.book(at(20, 9), at(20, 10))
        assert booking.charged_cents == 1661
    with lived(20, 5):
        cancel_booking(booking.id, by=rooms.member(), expected_refund=830)
    assert rooms.fresh(booking).charged_cents == 831
    assert rooms.free(lot) == (10000 - 831,)


def test_two_bookings_of_720_on_800_one_is_short_of_640(rooms: Rooms, session):
    organisation = session.merge(rooms.organisation)
    organisation.rooms_on_invoice = False
    session.commit()
    with lived(12):
        rooms.buy(80000)
        rooms.book(at(20, 8), at(20, 12))
        with pytest.raises(Conflict, match=r"short by R.640\.00"):
            rooms.book(at(21, 8), at(21, 12))
    assert session.scalar(select(func.count()).select_from(Booking)) == 1
