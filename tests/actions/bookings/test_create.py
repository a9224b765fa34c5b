"""Booking a room: what is allowed, what it costs, who pays, and that a second click books nothing twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text

from app.access.actor import SYSTEM, Actor
from app.access.permissions import Permission
from app.access.roles import FRONT_DESK, ROLES
from app.actions.bookings.change import change_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.create import create_booking
from app.actions.bookings.room_lock import ROOMS
from app.actions.settings.put import put_setting
from app.core.entity import db
from app.core.errors import Conflict, Forbidden, Missing, Refused, Stale
from app.models import Adhoc, Booking, BookingAttendee, Closure, Wallet
from app.models.booking import BookingStatus
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import quote_booking
from tests.actions.bookings.conftest import Rooms, at, lived

TOO_FAR = dt.timedelta(days=3650)


@pytest.fixture(autouse=True)
def in_june():
    with lived(12):
        yield


@pytest.fixture
def desk(rooms: Rooms) -> Actor:
    return Actor(id=None, name="Desk", permissions=ROLES[FRONT_DESK], location_ids=frozenset({rooms.location.id}))


def test_without_credits_it_goes_to_the_next_invoice_net_of_vat(rooms: Rooms, session):
    booking = rooms.book(at(20), at(20, 10, 30), title=" Board ", attendees=["guest@example.com", "GUEST@example.com"])
    assert (booking.charged_cents, booking.invoice_cents, booking.title) == (30000, 30000, "Board")
    charge = session.scalars(select(Adhoc)).one()
    assert (charge.unit_price_cents, charge.booking_id, charge.date) == (26087, booking.id, dt.date(2026, 6, 20))
    assert charge.description == "Boardroom, 20 Jun 2026, 09:00-10:30"
    assert session.scalars(select(BookingAttendee.email)).all() == ["guest@example.com"]
    session.rollback()


def test_the_same_key_again_returns_the_same_booking_and_another_wish_is_refused(rooms: Rooms, session):
    first = rooms.book(at(20), at(20, 10), key="form-1")
    assert rooms.book(at(20), at(20, 10), key="form-1").id == first.id
    with pytest.raises(Conflict):
        rooms.book(at(20, 12), at(20, 13), key="form-1")
    assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_who_comes_late_is_told_without_waiting_for_who_books_just_now(rooms: Rooms, session):
    rooms.book(at(20), at(20, 10))
    with db.engine.connect() as somebody:
        somebody.execute(text("SELECT pg_advisory_xact_lock(:rooms, :room)"), {"rooms": ROOMS, "room": rooms.room.id})
        with pytest.raises(Conflict, match="Boardroom is taken from 09:00 to 10:00") as refused:
            rooms.book(at(20, 9, 30), at(20, 10, 30))
    assert [each["starts_at"][11:16] for each in refused.value.details] == ["08:00", "10:00"]


def test_buffers_stand_between_bookings(rooms: Rooms, session):
    session.merge(rooms.room).buffer_minutes = 15
    session.commit()
    rooms.book(at(20), at(20, 10))
    with pytest.raises(Conflict, match=r"Boardroom is taken from 09:00 to 10:00, and needs 15 minutes") as refused:
        rooms.book(at(20, 10), at(20, 11))
    assert [each["starts_at"][11:16] for each in refused.value.details] == ["07:45", "10:15"]
    rooms.book(at(20, 10, 15), at(20, 11, 15))
    with pytest.raises(Conflict):
        rooms.book(at(20, 8), at(20, 9))  # its own buffer would not fit
    rooms.book(at(20, 7, 45), at(20, 8, 45))


@pytest.mark.parametrize(
    ("start", "end", "field", "words"),
    [
        (at(20, 9, 5), at(20, 10), "starts_at", "every 15 minutes"),
        (at(20, 9), at(20, 9), "ends_at", "before it starts"),
        (at(20, 10), at(20, 9), "ends_at", "before it starts"),
        (at(20, 9), at(20, 9, 15), "ends_at", "30 minutes at least"),
        (at(20, 9), at(22, 9), "ends_at", "24 hours at most"),
        (at(12, 8, 45), at(12, 10), "starts_at", "past already"),
        (at(1), at(1, 10), "starts_at", "past already"),
        (at(20), at(20) + TOO_FAR, "starts_at", "two years"),
        (at(20, month=10), at(20, 10, month=10), "starts_at", "90 days ahead"),
    ],
)
def test_times_that_make_no_sense_are_refused_at_their_field(rooms: Rooms, start, end, field, words):
    with pytest.raises(Refused, match=words) as refused:
        rooms.book(start, end)
    assert refused.value.field == field


def test_a_start_that_is_just_past_is_fine(rooms: Rooms):
    with lived(12, 9, 4):
        assert rooms.book(at(12, 9), at(12, 10)).status is BookingStatus.CONFIRMED


def test_closed_hours_closures_and_too_many_people(rooms: Rooms, session, desk):
    room = session.merge(rooms.room)
    room.opening_hours = "mon-fri 08:00-18:00; holidays closed"
    session.add(
        Closure(
            location_id=rooms.location.id,
            room_id=room.id,
            starts_on=dt.date(2026, 6, 23),
            ends_on=dt.date(2026, 6, 23),
            reason="New carpet",
        )
    )
    session.commit()
    for start, words in (
        (at(20), "open mon-fri"),
        (at(16), "open mon-fri"),
        (at(22, 17, 30), "open mon-fri"),
        (at(23), "New carpet"),
    ):  # Youth Day
        with pytest.raises(Refused, match=words):
            rooms.book(start, start + dt.timedelta(hours=1))
    with pytest.raises(Refused, match="holds 6 people") as refused:
        rooms.book(at(22), at(22, 10), people=7)
    assert refused.value.field == "people"
    kept = rooms.book(at(23), at(23, 10), by=desk, override_reason="The fitters come on Friday")
    assert kept.override_reason == "The fitters come on Friday"
    with pytest.raises(Refused):
        rooms.book(at(23, 12), at(23, 13), by=desk)


def test_public_holidays_are_off_peak(rooms: Rooms):
    assert rooms.book(at(16), at(16, 10)).charged_cents == 12000


def test_a_private_room_is_for_its_space_and_free_for_its_holders(rooms: Rooms, make, session):
    office = make.space(rooms.location, kind="private_office", name="Suite 4")
    private = make.room(office, is_private=True, name="Suite 4 lounge")
    with pytest.raises(Refused, match="for those who have a place in Suite 4"):
        rooms.book(at(20), at(20, 10), room_id=private.id)
    holder = make.user("Member", organisation_id=rooms.organisation.id)
    make.license(rooms.organisation, rooms.membership, user_id=holder.id, space_id=office.id)
    booking = rooms.book(at(20), at(20, 10), room_id=private.id, user_id=holder.id, by=rooms.member(holder))
    assert (booking.charged_cents, booking.price["is_holder"]) == (0, True)


def test_a_colleague_opens_a_private_room_and_of_an_open_one_only_ones_own_plan_counts(rooms: Rooms, make, session):
    """B6, B9: the colleague's place in the space of an open room gives neither its discount nor the right to book."""
    office = make.space(rooms.location, kind="private_office", name="Suite 4")
    private, lounge = make.room(office, is_private=True, name="Suite 4 lounge"), make.room(office, name="Den")
    colleague = make.user("Member", organisation_id=rooms.organisation.id)
    make.license(rooms.organisation, make.membership(rooms.location, room_discount_percent=50), user_id=colleague.id, space_id=office.id)
    session.merge(rooms.license).ends_on = dt.date(2026, 6, 25)
    session.commit()
    assert rooms.book(at(20), at(20, 10), room_id=private.id).charged_cents == 0
    assert rooms.book(at(20), at(20, 10), room_id=lounge.id).charged_cents == 20000
    with pytest.raises(Refused, match="has no license"):
        rooms.book(at(26), at(26, 10), room_id=lounge.id)
    assert rooms.book(at(26), at(26, 10), room_id=private.id).charged_cents == 0


def test_what_an_organisation_does_not_share_pays_what_staff_book_in_its_name(rooms: Rooms, session, desk):
    session.get_one(Wallet, rooms.shared).is_shared = False
    session.commit()
    lot = rooms.buy(30000, rooms.shared)
    assert rooms.book(at(20), at(20, 10)).invoice_cents == 20000
    booking = rooms.book(at(21), at(21, 10), user_id=None, organisation_id=rooms.organisation.id, by=desk)
    assert (booking.charged_cents, booking.invoice_cents) == (20000, 0)
    assert rooms.free(lot) == (10000,)
    moved = change_booking(booking.id, ends_at=at(21, 10, 30), by=desk)
    assert (moved.charged_cents, moved.invoice_cents) == (30000, 0)


def test_where_else_is_asked_by_the_steps_of_the_house(rooms: Rooms):
    put_setting("booking.grid_minutes", "60", by=SYSTEM)
    rooms.book(at(20, 9), at(20, 11))
    with pytest.raises(Conflict) as refused:
        rooms.book(at(20, 10), at(20, 11))
    assert [each["starts_at"][11:16] for each in refused.value.details] == ["08:00", "11:00"]


def test_a_clock_that_is_half_an_hour_off_has_its_own_full_hours(rooms: Rooms, make, session):
    put_setting("booking.grid_minutes", "60", by=SYSTEM)
    zone = "Asia/Kolkata"
    pune = make.location(zone=zone, opening_hours="")
    room = make.room(make.space(pune))
    make.license(rooms.organisation, make.membership(pune), user_id=rooms.user.id)
    session.commit()
    rooms.book(at(20, 9, zone=zone), at(20, 10, zone=zone), room_id=room.id)
    with pytest.raises(Refused, match="every 60 minutes"):
        rooms.book(at(20, 11, 30, zone=zone), at(20, 12, 30, zone=zone), room_id=room.id)


def test_without_a_license_or_beyond_its_end(rooms: Rooms, make, session, desk):
    license = session.merge(rooms.license)
    license.ends_on = dt.date(2026, 6, 30)
    session.commit()
    rooms.book(at(30, 22), at(1, 0, month=7))  # until midnight of its last day
    with pytest.raises(Refused, match="license ends on 30 June 2026"):
        rooms.book(at(30, 20), at(1, 1, month=7))
    with pytest.raises(Refused, match="no license"):
        rooms.book(at(1, month=7), at(1, 10, month=7))
    assert rooms.book(at(1, month=7), at(1, 10, month=7), by=desk, override_reason="Leaves at noon").override_reason


def test_the_membership_gives_its_discount(rooms: Rooms, session):
    session.merge(rooms.membership).room_discount_percent = Decimal("7.5")
    session.merge(rooms.room).peak_rate_cents = 33333
    session.commit()
    assert rooms.book(at(20), at(20, 13, 15)).charged_cents == 117936  # worked example 9


def test_the_price_that_was_shown_is_the_price_or_nothing_happens(rooms: Rooms, session):
    with pytest.raises(Stale, match=r"R.200\.00 now; you were shown R.0\.01"):
        rooms.book(at(20), at(20, 10), expected_cents=1)
    assert session.scalar(select(func.count()).select_from(Booking)) == 0


def test_members_book_for_themselves_and_owners_for_their_team(rooms: Rooms, make):
    colleague = make.user("Member", organisation_id=rooms.organisation.id)
    make.license(rooms.organisation, rooms.membership, user_id=colleague.id)
    with pytest.raises((Forbidden, Missing)):
        rooms.book(at(20), at(20, 10), user_id=colleague.id)
    owner = make.user("Member", organisation_id=rooms.organisation.id, team_role="owner")
    assert rooms.book(at(20), at(20, 10), user_id=colleague.id, by=rooms.member(owner)).user_id == colleague.id
    with pytest.raises((Forbidden, Missing)):
        rooms.book(at(21), at(21, 10), user_id=None)  # the house's own is for staff


def test_a_room_of_another_place_is_not_there(rooms: Rooms, make, desk):
    elsewhere = make.room(make.space(make.location()))
    for by in (rooms.member(), desk):
        with pytest.raises(Missing):
            rooms.book(at(20), at(20, 10), room_id=elsewhere.id, by=by)


def test_the_house_books_for_nothing(rooms: Rooms, desk):
    booking = create_booking(by=desk, room_id=rooms.room.id, starts_at=at(20, 3), ends_at=at(21, 23), title="Painting")
    assert (booking.charged_cents, booking.user_id, booking.price) == (0, None, {})


def test_staff_without_the_right_do_not_override(rooms: Rooms, desk):
    plain = Actor(id=None, name="Trainee", permissions=desk.permissions - {Permission.BOOKING_OVERRIDE}, location_ids=desk.location_ids)
    with pytest.raises(Refused, match="past already"):
        rooms.book(at(11), at(11, 10), by=plain, override_reason="Forgotten")
    assert rooms.book(at(11), at(11, 10), by=desk, override_reason="Forgotten").starts_at == at(11)
    with pytest.raises(Refused, match="more than a month ago"):
        rooms.book(at(1, month=5), at(1, 10, month=5), by=desk, override_reason="Forgotten")


def test_a_hold_keeps_the_room_for_ten_minutes_and_is_paid_when_confirmed(rooms: Rooms, session):
    lot = rooms.buy(50000)
    held = rooms.book(at(20), at(20, 10), hold=True)
    assert (held.status, held.charged_cents, rooms.free(lot)) == (BookingStatus.HELD, 0, (50000,))
    with pytest.raises(Conflict):
        rooms.book(at(20), at(20, 10))
    with lived(12, 9, 9):
        confirmed = confirm_booking(held.id, by=rooms.member(), expected_cents=20000)
        assert confirm_booking(held.id, by=rooms.member()).id == confirmed.id
    assert (confirmed.status, rooms.free(lot)) == (BookingStatus.CONFIRMED, (30000,))


def test_staff_hold_a_room_for_days_and_members_do_not(rooms: Rooms, desk):
    """It is confirmed at the price of that day, and never stands beyond the start, also where it is moved."""
    held = rooms.book(at(20), at(20, 10), by=desk, hold_until=at(18, 17))
    assert (held.status, held.held_until, held.charged_cents) == (BookingStatus.HELD, at(18, 17), 0)
    for until, why in ((at(12, 8), "past"), (at(13, month=7), "30 days at most"), (at(25, 10), "before the booking begins")):
        with pytest.raises(Refused, match=why) as refused:
            rooms.book(at(25), at(25, 10), by=desk, hold_until=until)
        assert refused.value.field == "hold_until"
    with pytest.raises(Forbidden):
        rooms.book(at(25), at(25, 10), hold_until=at(18))
    with lived(18, 8):
        change_booking(held.id, by=desk, starts_at=at(18, 14), ends_at=at(18, 15))
        assert rooms.fresh(held).held_until == at(18, 14)
        assert confirm_booking(held.id, by=desk, expected_cents=20000).status is BookingStatus.CONFIRMED


def test_a_hold_that_lapsed_frees_the_room_before_the_clock_comes_by(rooms: Rooms):
    held = rooms.book(at(20), at(20, 10), hold=True)
    with lived(12, 9, 10):
        other = rooms.book(at(20), at(20, 10))
        with pytest.raises(Conflict, match="hold is over"):
            confirm_booking(held.id, by=rooms.member())
    assert rooms.fresh(held).status is BookingStatus.EXPIRED
    assert rooms.fresh(other).status is BookingStatus.CONFIRMED


def test_a_quote_tells_everything_and_writes_nothing(rooms: Rooms, session):
    rooms.buy(10000)
    rooms.book(at(20, 9), at(20, 9, 30))
    with lived(12):
        offer = quote_booking(session, Wish(rooms.room.id, at(20), at(20, 12, 45), rooms.user.id, people=9), by=rooms.member())
    assert (offer.cost, [share.cents for share in offer.pay_from], offer.rest, offer.rest_goes_to_invoice) == (72000, [], 72000, True)
    assert offer.conflict
    assert [each.code for each in offer.obstacles] == ["too_many_people"]
    assert offer.trace[-1] == "To pay: R\xa0720.00, VAT included."
    assert offer.notices == ((at(19), Decimal(100)), (at(20, 7), Decimal(50)))


def test_clocks_that_go_back_or_forward_bill_what_passes(rooms: Rooms, make, session):
    for zone, day, month, hours in (("Europe/Amsterdam", 25, 10, 7), ("Europe/Amsterdam", 29, 3, 5)):
        place = make.location(zone=zone, currency="EUR", country="NL")
        room = make.room(make.space(place), peak_rate_cents=20000, off_peak_rate_cents=12000)
        start, end = at(day, 0, month=month, zone=zone), at(day, 6, month=month, zone=zone)
        staff = Actor(id=None, name="All", permissions=ROLES[FRONT_DESK])
        offer = quote_booking(session, Wish(room.id, start, end, rooms.user.id), by=staff)
        assert offer.quote is not None
        assert (offer.quote.own.minutes, offer.cost) == (hours * 60, {7: 75600, 5: 54000}[hours])
