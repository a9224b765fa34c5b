"""A charge that a booking made goes with what the booking costs (B2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.remove_adhoc import remove_adhoc
from app.core.errors import Refused
from app.models import Adhoc, TaxRate
from tests.actions.bookings.conftest import Rooms, at, lived


@pytest.fixture
def booked(rooms: Rooms):
    """R400 on the 20th at nine: R300 from credits, R100 on the next invoice."""
    with lived(12):
        rooms.lot = rooms.buy(30000)
        return rooms.book(at(20), at(20, 11))


def costs(rooms: Rooms, booking) -> tuple[int, int]:
    fresh = rooms.fresh(booking)
    return fresh.charged_cents, fresh.invoice_cents


def charges(session):
    session.rollback()
    return session.scalars(select(Adhoc).order_by(Adhoc.id)).all()


def test_who_lets_it_off_makes_the_booking_cheaper_and_its_fee_is_of_the_rest(rooms: Rooms, booked, session, admin):
    with lived(13):
        remove_adhoc(charges(session)[0].id, by=admin)
        assert costs(rooms, booked) == (30000, 0)
    with lived(20, 5):
        cancel_booking(booked.id, by=rooms.member(), expected_refund=15000)
    assert charges(session) == []
    assert costs(rooms, booked) == (15000, 0)
    assert rooms.free(rooms.lot) == (15000,)


def test_what_was_invoiced_of_it_stays(rooms: Rooms, booked, session, admin):
    """An hour more costs R200, of which the invoice bears all: letting those off leaves the R100 that are invoiced."""
    session.execute(update(Adhoc).values(invoiced_at=at(13)))
    session.commit()
    with lived(13):
        change_booking(booked.id, ends_at=at(20, 12), by=rooms.member())
        assert costs(rooms, booked) == (60000, 30000)
        first, second = charges(session)
        remove_adhoc(second.id, by=admin)
    assert costs(rooms, booked) == (40000, 10000)
    assert [each.id for each in charges(session)] == [first.id]


def test_a_credit_that_waits_may_go_as_well_and_is_owed_again(rooms: Rooms, booked, session, admin):
    session.execute(update(Adhoc).values(invoiced_at=at(13)))
    session.commit()
    with lived(13):
        change_booking(booked.id, ends_at=at(20, 10, 30), by=rooms.member())
        assert costs(rooms, booked) == (30000, 0)
        remove_adhoc(charges(session)[1].id, by=admin)
    assert costs(rooms, booked) == (40000, 10000)


@pytest.mark.parametrize(("name", "value"), [("unit_price_cents", 1), ("quantity", Decimal(2))])
def test_its_price_and_quantity_are_the_bookings(rooms: Rooms, booked, session, admin, name, value):
    charge = charges(session)[0]
    with lived(13), pytest.raises(Refused, match="Change or cancel the booking, or remove the charge") as refused:
        change_adhoc(charge.id, **{name: value}, by=admin)
    assert refused.value.field == name
    with lived(13):
        same = change_adhoc(
            charge.id,
            unit_price_cents=charge.unit_price_cents,
            quantity=Decimal(1),
            date=dt.date(2026, 6, 30),
            description="Board",
            by=admin,
        )
    assert (same.description, same.date) == ("Board", dt.date(2026, 6, 30))


def test_at_the_same_price_it_takes_the_new_day(rooms: Rooms, booked, session):
    """Else a booking of July was on the invoice of June, as a booking of June."""
    with lived(13):
        change_booking(booked.id, starts_at=at(3, month=7), ends_at=at(3, 11, month=7), by=rooms.member())
    (charge,) = charges(session)
    assert costs(rooms, booked) == (40000, 10000)
    assert (charge.date, charge.description) == (dt.date(2026, 7, 3), "Boardroom, 3 Jul 2026, 09:00-11:00")


@pytest.fixture
def rate_of_july(session):
    """Rates outlive a test."""
    country = session.scalars(select(TaxRate.country)).first()
    session.add(TaxRate(country=country, name="VAT", percent=Decimal(16), valid_from=dt.date(2026, 7, 1)))
    session.commit()
    yield
    session.rollback()
    session.execute(delete(TaxRate).where(TaxRate.percent == 16))
    session.commit()


def test_what_is_invoiced_stays_as_it_is_where_the_price_does(rooms: Rooms, booked, session, rate_of_july):
    """Also where another rate of VAT holds on the new day: the invoice is of the day on which it was made."""
    session.execute(update(Adhoc).values(invoiced_at=at(13)))
    session.commit()
    with lived(13):
        change_booking(booked.id, starts_at=at(3, month=7), ends_at=at(3, 11, month=7), by=rooms.member())
    assert [each.unit_price_cents for each in charges(session)] == [8696]
    assert costs(rooms, booked) == (40000, 10000)
