"""A booking in other people's calendars: made, moved, a guest taken off, cancelled; every mail once, none out of order (contracts.md 9)."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default
from threading import Semaphore, Thread
from urllib.request import urlopen

import pytest
import time_machine
import vobject
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create_series import create_series
from app.actions.bookings.events import BookingCancelled, BookingChanged, BookingMade
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.settings.put import put_setting
from app.core import clock
from app.core.entity import db
from app.models import Booking, Delivery, OutboxMessage
from app.models.booking import BookingStatus
from app.models.booking_series import Repeat
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.location import MailMode
from app.models.outbox import OutboxState
from app.queries.bookings.series_preview import Plan
from app.queries.verify.books import verify
from app.work import transaction
from jobs import runner
from jobs.retention import keep_to_terms
from tests.actions.bookings.conftest import Rooms, at, rooms

__all__ = ["rooms"]

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
BEN, CLEO = "ben@guest.example", "Cleo@Guest.example"
MANAGER = "manager@kloof.example"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(make):
    return make.location(
        name="Kloof", sender_email="desk@kloof.example", manager_email=MANAGER, zone="Europe/Amsterdam", currency="EUR", country="NL"
    )


@pytest.fixture
def ann(make, place):
    return make.user(
        "Member", first_name="Ann", last_name="Ndlovu", email="Ann@acme.example", organisation_id=make.organisation(place, name="Acme").id
    )


@pytest.fixture
def booking(make, place, ann):
    room = make.room(make.space(place), name="Boardroom")
    wishes = {
        "user_id": ann.id,
        "organisation_id": ann.organisation_id,
        "title": "Plan B",
        "charged_cents": 48000,
        "invoice_cents": 18000,
        "price": {"x": 1},
    }
    return make.booking(room, guests=(BEN, CLEO), **wishes)


def emit(event, **changes):
    """What an action does: change the row and tell of it, at once."""
    with transaction(by=SYSTEM) as work:
        booking = work.lock(Booking, event.booking_id)
        for name, value in changes.items():
            setattr(booking, name, value)
        work.emit(event)


def move(booking, sequence, *, removed=()):
    for guest in [each for each in booking.attendees if each.email in removed]:
        db.session.delete(guest)
    emit(BookingChanged(booking.id, sequence, list(removed)), sequence=sequence)


def cancel(booking, sequence, **changes):
    emit(BookingCancelled(booking.id, sequence), sequence=sequence, status=BookingStatus.CANCELLED, **changes)


class Mail:
    """One mail as its reader's programs take it."""

    def __init__(self, url, mail):
        self.to, self.subject = mail["recipients"][0], mail["subject"]
        with urlopen(f"{url}/mail/{mail['id']}/raw") as answer:
            self.read = email.message_from_bytes(answer.read(), policy=default)
        self.text = self.read.get_body(("plain",)).get_content().replace("\u00a0", " ")
        self.parts = [part for part in self.read.walk() if part.get_content_type() == "text/calendar"]
        self.calendar = vobject.readOne(self.parts[0].get_content()) if self.parts else None

    @property
    def told(self):
        """(to, METHOD, SEQUENCE, who is in it)."""
        if self.calendar is None:
            return self.to, "", 0, []
        event = self.calendar.vevent
        return (
            self.to,
            self.calendar.method.value,
            int(event.sequence.value),
            [each.value.removeprefix("mailto:") for each in event.contents["attendee"]],
        )


@pytest.fixture
def arrived(world):
    """What came since the last look, oldest first."""
    seen = set()

    def look():
        world.run_jobs()
        new = [mail for mail in reversed(world.vendors.mails()) if mail["id"] not in seen]
        seen.update(mail["id"] for mail in new)
        return [Mail(world.vendors.url, mail) for mail in new]

    return look


EVERYBODY = ["ann@acme.example", BEN, CLEO.lower()]


def test_the_life_of_one_booking(booking, arrived):
    emit(BookingMade(booking.id))
    made = arrived()
    assert [mail.told for mail in made] == [*((to, "REQUEST", 0, EVERYBODY) for to in EVERYBODY), (MANAGER, "", 0, [])]
    assert [f"/my/bookings/{booking.public_id}" in mail.text for mail in made] == [True, False, False, False], "a guest has no page of it"
    assert f"/bookings/show/{booking.id}" in made[-1].text.partition("Open the booking: ")[2].splitlines()[0], (
        "the manager has that of staff"
    )
    assert [mail.subject.partition(":")[0] for mail in made] == ["Plan B", "Invitation", "Invitation", "Booked"]

    move(booking, 1)
    moved = arrived()
    assert [mail.told for mail in moved] == [*((to, "REQUEST", 1, EVERYBODY) for to in EVERYBODY), (MANAGER, "", 0, [])]
    assert {mail.subject.partition(":")[0] for mail in moved} == {"Changed"}

    move(booking, 2, removed=[CLEO])
    left = EVERYBODY[:2]
    removed = arrived()
    assert [mail.told for mail in removed] == [
        (CLEO.lower(), "CANCEL", 2, [CLEO.lower()]),
        *((to, "REQUEST", 2, left) for to in left),
        (MANAGER, "", 0, []),
    ]
    assert "no longer invited" in removed[0].text

    cancel(booking, 3, charged_cents=24000, invoice_cents=0)
    over = arrived()
    assert [mail.told for mail in over] == [*((to, "CANCEL", 3, left) for to in left), (MANAGER, "", 0, [])]
    assert {mail.subject.partition(":")[0] for mail in over} == {"Cancelled"}
    assert "Cancellation fee: € 240,00" in over[0].text and "240" not in over[1].text + over[2].text

    every = [mail.calendar.vevent for mail in (*made, *moved, *removed, *over) if mail.calendar]
    assert {event.uid.value for event in every} == {booking.uid}
    assert verify(db.session())["I5"].examples == []


def test_an_invitation_is_built_as_calendars_want_it(booking, arrived):
    emit(BookingMade(booking.id))
    mail = arrived()[1]

    (part,) = mail.parts
    assert (part["Content-Type"].params["method"], part["Content-Type"].params["charset"], part["Content-Transfer-Encoding"]) == (
        "REQUEST",
        "utf-8",
        "base64",
    )
    alternative, file = mail.read.iter_parts()
    assert [each.get_content_type() for each in alternative.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert (mail.read.get_content_type(), file.get_content_type(), file.get_filename()) == (
        "multipart/mixed",
        "application/ics",
        "invite.ics",
    )
    assert file.get_payload(decode=True) == part.get_payload(decode=True)
    event = mail.calendar.vevent
    assert event.organizer.value == f"mailto:{mail.read['From'].addresses[0].addr_spec}" == "mailto:desk@kloof.example"
    assert (event.dtstart.value.astimezone(dt.UTC), event.dtend.value.astimezone(dt.UTC)) == (booking.starts_at, booking.ends_at)
    assert event.location.value.startswith("Boardroom, Kloof") and event.dtstamp.value == NOW


def test_only_whoever_booked_reads_what_it_costs(booking, arrived):
    emit(BookingMade(booking.id))
    mine, *others = arrived()

    assert "Price: € 480,00" in mine.text and "€ 300,00 from credits, € 180,00 on the next invoice" in mine.text
    assert "Until 15 June 2026, 11:00 all comes back." in mine.text and "After that nothing comes back." in mine.text
    assert f"/my/bookings/{booking.public_id}" in mine.text and mine.calendar.vevent.url.value.endswith(f"/my/bookings/{booking.public_id}")
    for mail in others:
        assert "480" not in mail.text and "/my/" not in mail.text and "comes back" not in mail.text
        assert mail.calendar is None or "url" not in mail.calendar.vevent.contents
    assert "Who: Ann Ndlovu" in others[-1].text and "Organisation: Acme" in others[-1].text


def test_twice_is_once(booking, arrived):
    for _ in range(2):
        emit(BookingMade(booking.id))
    assert len(arrived()) == 4

    for _ in range(2):
        move(booking, 1)
    assert len(arrived()) == 4
    for _ in range(2):
        cancel(booking, 2)
    assert len(arrived()) == 4


def test_whoever_was_invited_long_before_hears_that_it_is_off(make, booking, arrived, session):
    """Letters go after half a year, those of what is still to come do not: nobody would be told then that they need not come."""
    starts = NOW + dt.timedelta(days=300)
    far = make.booking(booking.room, starts_at=starts, guests=(BEN,), user_id=booking.user_id, organisation_id=booking.organisation_id)
    emit(BookingMade(booking.id))
    emit(BookingMade(far.id))
    assert len(arrived()) == 4 + 3

    with time_machine.travel(NOW + dt.timedelta(days=200), tick=False):
        keep_to_terms()
        assert set(session.scalars(select(Delivery.booking_id))) == {far.id}
        cancel(far, 1)
        assert [mail.subject.partition(":")[0] for mail in arrived()] == ["Cancelled"] * 3
    with time_machine.travel(starts + dt.timedelta(days=200), tick=False):
        keep_to_terms()
        assert session.scalars(select(Delivery.id)).all() == []


def test_what_is_over_before_its_mail_goes_is_not_sent(booking, arrived):
    emit(BookingMade(booking.id))
    cancel(booking, 1)

    assert arrived() == []


def test_a_cancellation_overtakes_no_invitation(booking, world, arrived):
    """The invitations are written down, and then the booking is cancelled before the mail server is asked."""
    emit(BookingMade(booking.id))
    with pytest.raises(AssertionError, match="never come to an end"):
        world.run_jobs(rounds=1)
    cancel(booking, 1)

    assert [mail.told[:3] for mail in arrived()] == [("ann@acme.example", "CANCEL", 1)]  # the booker knows of it; nobody else was told
    reasons = {
        row.kind: row.reason
        for row in db.session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WITHHELD).order_by(Delivery.id))
    }  # the last of each kind
    assert reasons[DeliveryKind.BOOKING_INVITE] == "The booking was over before the mail went."
    assert reasons[DeliveryKind.BOOKING_CANCEL] == reasons[DeliveryKind.BOOKING_NOTICE] == "They had not been told of the booking."


def test_a_change_makes_the_mail_before_it_idle(booking, world, arrived):
    emit(BookingMade(booking.id))
    with pytest.raises(AssertionError, match="never come to an end"):
        world.run_jobs(rounds=1)
    move(booking, 1)

    came = arrived()
    assert [mail.told[:3] for mail in came[:3]] == [(to, "REQUEST", 1) for to in EVERYBODY] and len(came) == 4
    assert came[1].subject.startswith("Invitation: ")  # the first that they hear of it


def test_a_cancellation_waits_for_the_invitation_that_is_being_handed_over(booking, world, arrived):
    emit(BookingMade(booking.id))
    with pytest.raises(AssertionError, match="never come to an end"):
        world.run_jobs(rounds=1)
    row = db.session.scalars(select(Delivery).where(Delivery.addressee == BEN)).one()
    begun = begin_delivery(row.id, by=SYSTEM)
    db.session.execute(
        update(OutboxMessage).where(OutboxMessage.payload["delivery_id"].as_integer() == row.id).values(state=OutboxState.DONE)
    )
    cancel(booking, 1)
    with pytest.raises(AssertionError, match="never come to an end"):
        world.run_jobs(rounds=3)
    assert BEN not in {mail["recipients"][0] for mail in world.vendors.mails()}

    finish_delivery(begun, "finish", "", by=SYSTEM)
    assert (BEN, "CANCEL", 1) in [mail.told[:3] for mail in arrived()]


def test_whoever_is_invited_again_gets_no_cancellation(booking, world, arrived):
    emit(BookingMade(booking.id))
    arrived()
    emit(BookingChanged(booking.id, 1, [BEN]), sequence=2)  # taken off at 1, and there again at 2

    assert [mail.told[:3] for mail in arrived() if mail.to == BEN] == [(BEN, "REQUEST", 2)]


def test_a_hold_invites_nobody(booking, arrived, session):
    booking.status, booking.held_until = BookingStatus.HELD, NOW
    session.commit()
    move(booking, 1)

    assert arrived() == []


def test_the_habits_of_a_location_are_obeyed(booking, place, arrived, session):
    place.mail_mode = MailMode.SILENT
    session.commit()
    emit(BookingMade(booking.id))
    assert arrived() == []

    place.mail_mode, place.redirect_email = MailMode.REDIRECT, "all@kloof.example"
    session.commit()
    move(booking, 1)
    came = arrived()
    assert [mail.to for mail in came] == ["all@kloof.example"] * 4
    assert came[0].text.count("€ 480,00") == 1 and "480" not in came[1].text
    assert (
        session.scalars(select(Delivery.reason).where(Delivery.booking_sequence == 1, Delivery.addressee == BEN)).one()
        == f"Instead of {BEN}."
    )


def test_managers_can_be_left_alone_and_are_not_told_twice(booking, place, admin, arrived, session):
    place.manager_email = f"{MANAGER}; {BEN}"
    session.commit()
    emit(BookingMade(booking.id))
    assert sorted(mail.to for mail in arrived()) == sorted([*EVERYBODY, MANAGER])

    put_setting("booking.tell_manager", "no", by=admin)
    move(booking, 1)
    assert sorted(mail.to for mail in arrived()) == sorted(EVERYBODY)


def test_a_booking_of_the_house_has_guests_and_nobody_who_pays(make, place, arrived):
    booking = make.booking(make.room(make.space(place), name="Studio"), guests=(BEN,))
    emit(BookingMade(booking.id))
    guest, manager = arrived()

    assert guest.told == (BEN, "REQUEST", 0, [BEN]) and "Kloof invites you to Studio." in guest.text
    assert "For: The house itself" in manager.text


def test_from_the_form_to_the_calendars(rooms: Rooms, arrived):
    """The same by the actions themselves: booked, moved, a guest taken off, given back."""
    rooms.location.sender_email = "desk@kloof.example"
    db.session.commit()
    with clock.lived_at(NOW):
        rooms.buy(10000)
        booking = rooms.book(at(16, 9), at(16, 10, 30), title="Plan B", attendees=[BEN, CLEO])
        made = arrived()
        change_booking(booking.id, by=rooms.member(), starts_at=at(16, 14), ends_at=at(16, 15, 30))
        change_booking(booking.id, by=rooms.member(), attendees=[BEN])
        moved = arrived()
        cancel_booking(booking.id, by=rooms.member())
        over = arrived()

    me = rooms.user.email
    assert [mail.told[:3] for mail in made] == [
        (me, "REQUEST", 0),
        (BEN, "REQUEST", 0),
        (CLEO.lower(), "REQUEST", 0),
        (rooms.location.manager_email, "", 0),
    ]
    assert "Price: R 180.00" in made[0].text  # a public holiday
    assert "R 100.00 from credits, R 80.00 on the next invoice" in made[0].text
    calendars = {mail.to: mail for mail in moved if mail.calendar}
    assert {to: mail.told[1:3] for to, mail in calendars.items()} == {CLEO.lower(): ("CANCEL", 2), me: ("REQUEST", 2), BEN: ("REQUEST", 2)}
    assert len(moved) == 4  # what was overtaken is not sent
    assert calendars[BEN].calendar.vevent.dtstart.value.astimezone(dt.UTC) == at(16, 14)
    assert [mail.told[:3] for mail in over] == [(me, "CANCEL", 3), (BEN, "CANCEL", 3), (rooms.location.manager_email, "", 0)]
    assert "Cancellation fee: Nothing" in over[0].text


def test_a_series_is_one_word_to_the_manager(rooms: Rooms, arrived):
    with clock.lived_at(NOW):
        plan = Plan(
            rooms.room.id, Repeat.WEEKLY, dt.date(2026, 6, 16), dt.date(2026, 7, 14), dt.time(9), dt.time(10), user_id=rooms.user.id
        )
        first, second, *_rest = create_series(plan, by=rooms.member(), title="Stand-up")
        made = arrived()
        cancel_booking(second.id, by=rooms.member())
        (mine, manager) = arrived()

    assert len([mail for mail in made if mail.to == rooms.user.email]) == 5
    (notice,) = (mail for mail in made if mail.to == rooms.location.manager_email)
    assert "Repeats: 5 bookings until 14 July 2026" in notice.text
    assert (mine.told[1], manager.subject.partition(":")[0]) == ("CANCEL", "Cancelled")
    assert mine.calendar.vevent.uid.value == second.uid != first.uid


def test_whatever_races_nobody_keeps_a_meeting_that_is_off(make, place, ann, app, arrived, session):
    """Invitations are handed over while their bookings are cancelled: whoever was invited hears CANCEL after it."""
    place.manager_email = ""
    room = make.room(make.space(place))
    rows = [make.booking(room, user_id=ann.id, guests=(f"guest{n}@x.example",), starts_at=NOW + dt.timedelta(days=n)) for n in range(1, 13)]
    for booking in rows:
        emit(BookingMade(booking.id))
    ids = [booking.id for booking in rows]
    for message_id in session.scalars(select(OutboxMessage.id)).all():
        runner.run(message_id)
    waiting = session.scalars(select(OutboxMessage.id).where(OutboxMessage.state != OutboxState.DONE).order_by(OutboxMessage.id)).all()
    session.rollback()
    turn = Semaphore(0)  # each is called off while its own two mails are handed over

    def hand_over():
        with app.app_context():
            for number, message_id in enumerate(waiting):
                if number % 2:  # the first of the two went, the second is on its way
                    turn.release()
                runner.run(message_id)

    def call_off():
        with app.app_context():
            for booking_id in ids:
                turn.acquire()
                emit(BookingCancelled(booking_id, 1), sequence=1, status=BookingStatus.CANCELLED)

    threads = [Thread(target=hand_over), Thread(target=call_off)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    heard = {}
    for mail in arrived():
        heard.setdefault((mail.to, mail.calendar.vevent.uid.value), []).append(mail.told[1])
    assert set(map(tuple, heard.values())) <= {("REQUEST", "CANCEL"), ("CANCEL",)}
    assert {methods[0] for (to, _uid), methods in heard.items() if to.startswith("guest")} <= {"REQUEST"}
    assert len(heard) >= len(ids)  # the booker hears of each
