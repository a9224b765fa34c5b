"""Giving a booking back: what is kept, what returns and to which lot, by policy and by who cancels (W8, W9)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.check_in import check_in_booking
from app.actions.bookings.follow_clock import Followed, follow_clock
from app.actions.bookings.miss import miss_booking
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoices.void import void_invoice
from app.actions.licenses.end import end_license
from app.actions.settings.put import put_setting
from app.actions.wallets.settle_due import settle_due
from app.core.errors import Conflict, Locked, Missing, Refused, Stale
from app.models import Adhoc, Invoice, Lot
from app.models.booking import BookingStatus
from app.models.invoice import InvoiceStatus
from app.rules.credits import Source
from tests.actions.bookings.conftest import Rooms, at, lived
from tests.views.billing import JUNE


@pytest.fixture
def booked(rooms: Rooms):
    """R400 on the 20th at nine, on hold from bought credits."""
    with lived(12):
        rooms.lot = rooms.buy(40000)
        return rooms.book(at(20), at(20, 11))


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize(("when", "kept"), [((19, 9), 0), ((19, 9, 1), 20000), ((20, 7), 20000), ((20, 7, 1), 40000), ((20, 8, 59), 40000)])
def test_the_policy_is_the_same_on_hold_and_debited(rooms: Rooms, booked, settled, when, kept):
    with lived(*when):
        if settled:
            settle_due()
        cancelled = cancel_booking(booked.id, by=rooms.member(), expected_refund=40000 - kept)
        assert cancel_booking(booked.id, by=rooms.member()).id == cancelled.id
    assert rooms.free(rooms.lot) == (40000 - kept,)
    assert rooms.fresh(booked).charged_cents == kept
    assert rooms.told("BookingCancelled") in (
        [],
        [{"booking_id": booked.id, "sequence": 1}],
        [{"booking_id": booked.id, "sequence": 1}] * 2,
    )


def test_another_refund_than_was_shown_changes_nothing(rooms: Rooms, booked):
    with lived(20, 5), pytest.raises(Stale, match=r"R.200\.00 come back now"):
        cancel_booking(booked.id, by=rooms.member(), expected_refund=40000)
    assert rooms.fresh(booked).status is BookingStatus.CONFIRMED


def test_the_house_gives_all_back_and_says_why(rooms: Rooms, booked):
    with lived(20, 10):
        settle_due()
        with pytest.raises(Refused, match="why the house cancels"):
            cancel_booking(booked.id, by=SYSTEM, by_operator=True)
        cancel_booking(booked.id, by=SYSTEM, by_operator=True, reason="The ceiling leaks")
    assert rooms.free(rooms.lot) == (40000,)


@pytest.mark.parametrize("settled", [False, True])
def test_a_lot_that_has_expired_meanwhile_lives_again_only_when_the_house_cancels(rooms: Rooms, session, settled):
    for by_operator in (False, True):
        with lived(12):
            lot = rooms.buy(40000, key=f"order-{by_operator}", expires_at=at(12, 12))
            booking = rooms.book(at(20), at(20, 11))
        with lived(12, 13) if not settled else lived(14):
            if settled:
                settle_due()
            cancel_booking(booking.id, by=SYSTEM, by_operator=by_operator, reason="The ceiling leaks")
        session.rollback()
        second = session.scalars(select(Lot).where(Lot.source == Source.REFUND)).all()
        assert [each.balance_cents for each in second] == ([40000] if by_operator else [])
        del lot


def test_the_invoice_is_let_off_first(rooms: Rooms, session):
    with lived(12):
        lot = rooms.buy(30000)
        booking = rooms.book(at(20), at(20, 11))
        assert booking.invoice_cents == 10000
    with lived(20, 5):
        cancel_booking(booking.id, by=rooms.member())
    assert rooms.free(lot) == (10000,)
    assert (rooms.fresh(booking).charged_cents, rooms.fresh(booking).invoice_cents) == (20000, 0)
    assert session.scalars(select(Adhoc)).all() == []


def test_while_invoices_go_out_rooms_are_booked_moved_and_given_back_and_what_went_out_stays(rooms: Rooms, session, admin):
    """I3 holds licenses, prices and discounts still. The lines of the run are frozen: the next one gives back (W8)."""
    with lived(12):
        tonight, later = rooms.book(at(12, 20), at(12, 22)), rooms.book(at(20), at(20, 11))
        run = create_run(rooms.location.id, JUNE, by=admin, cut_off=at(12).date())
        approve_run(run.id, preview_run(run.id, by=admin).fingerprint, by=admin)
        invoice = session.scalars(select(Invoice)).one()
        assert (invoice.status, charges(session, tonight)) == (InvoiceStatus.LOCKED, ([20870], []))
        with pytest.raises(Locked):
            end_license(rooms.license.id, on=at(30).date(), by=admin)
        change_booking(rooms.book(at(21), at(21, 10)).id, ends_at=at(21, 11), by=rooms.member())
    with lived(12, 10):
        cancel_booking(later.id, by=rooms.member(), expected_refund=40000)
        cancel_booking(tonight.id, by=rooms.member(), expected_refund=12000)
        assert (charges(session, later), charges(session, tonight)) == (([], []), ([20870], [-10435]))
        void_invoice(invoice.id, "Wrong", by=admin)
        assert charges(session, tonight) == ([], [20870, -10435])
    assert (rooms.fresh(tonight).charged_cents, rooms.fresh(tonight).invoice_cents) == (12000, 12000)


def charges(session, booking):
    """Cents of its charges: those that are invoiced, and those that wait."""
    session.rollback()
    its = session.scalars(select(Adhoc).where(Adhoc.booking_id == booking.id).order_by(Adhoc.id)).all()
    return [each.unit_price_cents for each in its if each.invoiced_at], [each.unit_price_cents for each in its if not each.invoiced_at]


def test_without_a_policy_a_hold_is_let_go_and_a_debit_stays(rooms: Rooms, booked):
    put_setting("cancel.policy", "none", by=SYSTEM)
    with lived(12, 12):
        second = rooms.book(at(21), at(21, 10))
        assert second.invoice_cents == 20000
    with lived(13, 9, 30):
        settle_due()
        cancel_booking(booked.id, by=rooms.member(), expected_refund=0)
    assert rooms.free(rooms.lot) == (0,)


def test_members_do_not_give_back_others(rooms: Rooms, booked, make):
    stranger = make.user("Member", organisation_id=rooms.organisation.id)
    with lived(12), pytest.raises(Missing):
        cancel_booking(booked.id, by=rooms.member(stranger))


def test_the_clock_ends_what_is_over_after_its_buffer_and_marks_who_did_not_come(rooms: Rooms, booked, session):
    session.merge(rooms.room).buffer_minutes = 15
    session.commit()
    with lived(12):
        second = rooms.book(at(20, 12), at(20, 13))
    put_setting("booking.no_show_minutes", "15", by=SYSTEM)
    with lived(20, 9, 14):
        assert follow_clock() == Followed(0, 0, 0)
    with lived(20, 9, 15):
        settle_due()
        assert follow_clock() == Followed(0, 0, 1)
        assert follow_clock() == Followed(0, 0, 0)
    assert rooms.fresh(booked).status is BookingStatus.NO_SHOW
    assert rooms.free(rooms.lot) == (0,)
    with lived(20, 12, 30):
        settle_due()
        assert miss_booking(second.id, by=SYSTEM).status is BookingStatus.NO_SHOW


def test_a_buffer_keeps_the_room_until_it_is_over(rooms: Rooms, session):
    session.merge(rooms.room).buffer_minutes = 15
    session.commit()
    with lived(12):
        booking = rooms.book(at(20), at(20, 10))
    for minute, done in ((0, 0), (14, 0), (15, 1)):
        with lived(20, 10, minute):
            settle_due()
            assert follow_clock().done == done
    assert rooms.fresh(booking).ended_at == at(20, 10, 15) - dt.timedelta(0)


def test_who_books_a_time_that_has_begun_is_not_gone_within_a_minute(rooms: Rooms):
    put_setting("booking.no_show_minutes", "15", by=SYSTEM)
    with lived(20, 9, 20):
        booking = rooms.book(at(20), at(20, 11), by=SYSTEM, override_reason="They stand at the desk")
    for minute, missed in ((21, 0), (34, 0), (35, 1)):
        with lived(20, 9, minute):
            settle_due()
            assert follow_clock().missed == missed
    assert rooms.fresh(booking).status is BookingStatus.NO_SHOW


def test_who_comes_after_all_has_the_room_while_it_is_free(rooms: Rooms, booked):
    with lived(20, 9, 30):
        settle_due()
        miss_booking(booked.id, by=SYSTEM)
        other = rooms.book(at(20, 9, 30), at(20, 10))
        with pytest.raises(Conflict, match="is taken from 09:30 to 10:00"):
            check_in_booking(booked.id, by=rooms.member())
        cancel_booking(other.id, by=SYSTEM, by_operator=True, reason="Wrong room")
    with lived(20, 9, 40):
        come = check_in_booking(booked.id, by=rooms.member())
        assert (come.status, come.checked_in_at, come.ended_at, come.charged_cents) == (
            BookingStatus.CHECKED_IN,
            at(20, 9, 40),
            None,
            40000,
        )
        with pytest.raises(Conflict, match="is taken"):
            rooms.book(at(20, 10), at(20, 11))
    with lived(20, 11, 5):
        assert follow_clock().done == 1
        with pytest.raises(Refused, match="over already"):
            check_in_booking(booked.id, by=SYSTEM)
