"""Moving a booking: priced anew, and what pays it follows in the same transaction (B8)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.end import end_booking
from app.actions.bookings.wish_of import wish_of
from app.actions.settings.put import put_setting
from app.actions.wallets.settle_due import settle_due
from app.core.errors import Conflict, Refused, Stale
from app.models import Adhoc, Reserve
from app.models.booking import BookingStatus
from app.models.ledger import ReserveState
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import quote_booking
from app.rules.units import Unit
from tests.actions.bookings.conftest import Rooms, at, lived


def held(session):
    session.rollback()
    return sorted(session.scalars(select(Reserve.cents).where(Reserve.state == ReserveState.OPEN)))


@pytest.fixture
def booked(rooms: Rooms):
    """R400 of credits hold two hours on the 20th."""
    with lived(12):
        rooms.lot = rooms.buy(60000)
        return rooms.book(at(20), at(20, 11))


def move(rooms: Rooms, booking, start, end, **more):
    return change_booking(booking.id, by=rooms.member(), starts_at=start, ends_at=end, **more)


def test_longer_holds_the_difference_and_shorter_lets_it_go(rooms: Rooms, booked, session):
    with lived(12, 10):
        move(rooms, booked, at(20), at(20, 12), expected_cents=60000)
        assert held(session) == [20000, 40000]
        move(rooms, booked, at(20), at(20, 9, 30))
        assert held(session) == [10000]
    assert rooms.free(rooms.lot) == (50000,)
    assert rooms.fresh(booked).sequence == 2
    assert [each["sequence"] for each in rooms.told("BookingChanged")] in ([], [1, 2], [1, 1, 2, 2])


def test_what_credits_do_not_pay_goes_to_the_invoice_and_comes_off_it_again(rooms: Rooms, booked, session):
    with lived(12, 10):
        move(rooms, booked, at(20), at(20, 13))  # four hours: R720
        assert rooms.fresh(booked).invoice_cents == 12000
        assert session.scalars(select(Adhoc.unit_price_cents)).all() == [10435]
        move(rooms, booked, at(20), at(20, 12))
    assert rooms.fresh(booked).invoice_cents == 0
    assert session.scalars(select(Adhoc)).all() == []


def test_a_charge_that_is_invoiced_is_corrected_by_another(rooms: Rooms, booked, session):
    with lived(12, 10):
        move(rooms, booked, at(20), at(20, 13))
        session.rollback()
        session.scalars(select(Adhoc)).one().invoiced_at = at(12, 11)
        session.commit()
        move(rooms, booked, at(20), at(20, 12))
        charges = session.scalars(select(Adhoc.unit_price_cents).order_by(Adhoc.id)).all()
        assert charges == [10435, -10435]
        move(rooms, booked, at(20), at(20, 13))
        session.rollback()
        assert session.scalars(select(Adhoc.unit_price_cents)).all() == [10435]


@pytest.mark.parametrize("settled", [False, True])
def test_a_quota_does_not_follow_beyond_its_end_on_hold_or_debited(rooms: Rooms, settled):
    with lived(12):
        quota = rooms.quota(50000, slot=at(1, 0), until=at(1, 0, month=7))
        bought = rooms.buy(50000)
        booking = rooms.book(at(20), at(20, 11))
        assert rooms.free(quota, bought) == (10000, 50000)
    with lived(13, 12):
        if settled:
            assert settle_due() == 1
        move(rooms, booking, at(3, month=7), at(3, 11, month=7))
        assert rooms.free(quota, bought) == (50000, 10000)


def test_after_the_free_limit_shorter_or_later_costs_no_less_than_giving_back(rooms: Rooms, booked, session):
    with lived(20, 5):  # four hours before: half is the fee
        offer = quote_booking(session, Wish(rooms.room.id, at(25), at(25, 9, 30), rooms.user.id, booking_id=booked.id), by=rooms.member())
        assert (offer.cost, offer.least, offer.charged) == (10000, 20000, 20000)
        session.rollback()
        with pytest.raises(Stale):
            move(rooms, booked, at(25), at(25, 9, 30), expected_cents=10000)
        move(rooms, booked, at(25), at(25, 9, 30), expected_cents=20000)
        assert rooms.fresh(booked).charged_cents == 20000
        cancel_booking(booked.id, by=rooms.member(), expected_refund=0)  # in time for the 25th, and too late for the 20th
    assert rooms.free(rooms.lot) == (40000,)


@pytest.mark.parametrize("settled", [False, True])
def test_without_a_policy_what_is_debited_stays_however_short_or_late_it_becomes(rooms: Rooms, booked, session, settled):
    put_setting("cancel.policy", "none", by=SYSTEM)
    with lived(13, 9, 30):
        if settled:
            assert settle_due() == 1
        kept = 40000 if settled else 10000
        offer = quote_booking(session, wish_of(rooms.fresh(booked), starts_at=at(25), ends_at=at(25, 9, 30)), by=rooms.member())
        assert (offer.cost, offer.charged) == (10000, kept)
        session.rollback()
        move(rooms, booked, at(25), at(25, 9, 30), expected_cents=kept)
        assert rooms.fresh(booked).charged_cents == kept
        move(rooms, booked, at(25), at(25, 12), expected_cents=60000)
        assert held(session) == ([20000] if settled else [10000, 50000])
    assert rooms.free(rooms.lot) == (0,)


def test_to_a_taken_time_or_room_nothing_moves(rooms: Rooms, booked, make):
    other = make.room(rooms.space, name="Studio")
    with lived(12):
        rooms.book(at(20, 12), at(20, 13), room_id=other.id)
        with pytest.raises(Conflict, match="Studio is taken"):
            change_booking(booked.id, by=rooms.member(), room_id=other.id, starts_at=at(20, 12, 30), ends_at=at(20, 14))
        assert change_booking(booked.id, by=rooms.member(), room_id=other.id).room_id == other.id
        assert rooms.book(at(20), at(20, 11)).status is BookingStatus.CONFIRMED


def test_it_does_not_stand_in_its_own_way(rooms: Rooms, booked):
    with lived(12):
        assert move(rooms, booked, at(20, 9, 30), at(20, 11, 30)).starts_at == at(20, 9, 30)


def test_words_and_guests_tell_who_is_taken_off(rooms: Rooms, booked):
    with lived(12):
        change_booking(booked.id, by=rooms.member(), title="Board", attendees=["a@example.com", "b@example.com"])
        changed = change_booking(booked.id, by=rooms.member(), attendees=["B@example.com", "c@example.com"], note="Bring cake")
        assert sorted(each.email for each in changed.attendees) == ["b@example.com", "c@example.com"]
        assert change_booking(booked.id, by=rooms.member(), note="Bring more cake").sequence == 2  # nobody needs to hear of a note


def test_one_that_has_begun_grows_and_ends_early_but_does_not_move(rooms: Rooms, booked):
    with lived(20, 9, 30):
        settle_due()
        with pytest.raises(Refused, match="only its end"):
            move(rooms, booked, at(21), at(21, 11))
        with pytest.raises(Refused, match="End it early"):
            move(rooms, booked, at(20), at(20, 10))
        with pytest.raises(Refused, match="has begun"):
            cancel_booking(booked.id, by=rooms.member())
        assert move(rooms, booked, at(20), at(20, 12)).charged_cents == 60000
        settle_due()
        assert end_booking(booked.id, by=rooms.member()).status is BookingStatus.DONE
        assert end_booking(booked.id, by=rooms.member()).ended_at == at(20, 9, 30)
        assert rooms.book(at(20, 9, 30), at(20, 10, 30)).status is BookingStatus.CONFIRMED
    with lived(20, 9, 40), pytest.raises(Conflict, match="is over"):
        change_booking(booked.id, by=rooms.member(), title="Too late")


def test_who_has_changed_organisation_neither_bills_the_old_one_nor_spends_what_the_new_one_shares(rooms: Rooms, make, session):
    new = make.organisation(rooms.location, rooms_on_invoice=True)
    make.license(new, rooms.membership, user_id=rooms.user.id)
    lot = rooms.buy(90000, rooms.open(Unit.SPACE, organisation_id=new.id))
    session.rollback()
    with lived(12):
        booking, held = rooms.book(at(20), at(20, 11)), rooms.book(at(21), at(21, 11), hold=True)
        session.merge(rooms.user).organisation_id = new.id
        session.commit()
        offer = quote_booking(session, wish_of(rooms.fresh(booking), ends_at=at(20, 12)), by=SYSTEM)
        assert [(each.code, each.can_be_overridden) for each in offer.obstacles] == [("other_payer", False)]
        session.rollback()
        with pytest.raises(Refused, match="cancel it and book anew"):
            change_booking(booking.id, by=SYSTEM, ends_at=at(20, 12), override_reason="They asked")
        with pytest.raises(Refused, match="cancel it and book anew"):
            confirm_booking(held.id, by=rooms.member())
        assert change_booking(booking.id, by=rooms.member(), title="Board").title == "Board"
        cancel_booking(booking.id, by=rooms.member())
        assert rooms.book(at(20), at(20, 12)).organisation_id == new.id
    assert rooms.free(lot) == (30000,)
