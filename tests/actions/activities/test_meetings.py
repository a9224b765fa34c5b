"""Meetings and visits: in everybody's calendar, with their room, changed, held, called off (contracts.md 9, C2)."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default
from urllib.request import urlopen

import pytest
import time_machine
import vobject
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, SALES
from app.actions.activities.cancel import cancel_meeting
from app.actions.activities.change import change_meeting
from app.actions.activities.hold import hold_meeting
from app.actions.activities.log import log_activity
from app.actions.activities.plan import plan_meeting
from app.actions.activities.tell import tell_meeting
from app.core.errors import Conflict, Forbidden, Missing, Refused
from app.models import Booking, Delivery, HeatChange
from app.models.activity import ActivityStatus
from app.models.booking import BookingStatus
from app.models.location import MailMode
from app.rules.lead_heat import Heat
from jobs.retention import keep_to_terms

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
VISIT = dt.datetime(2026, 6, 3, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.location(name="Kloof", sender_email="desk@kloof.example", zone="Europe/Amsterdam", currency="EUR", country="NL")


@pytest.fixture
def lead(make, place):
    return make.lead(place, make.contact("Ann Ndlovu", email="Ann@acme.example"), heard_at=NOW - dt.timedelta(days=9))


@pytest.fixture
def thandi(make, place):
    """Of the sales team there, who receives visitors."""
    user = make.user(SALES, locations=[place], first_name="Thandi", last_name="Mokoena", email="thandi@kloof.example")
    return Actor(user.id, str(user), make.actor(SALES).permissions, frozenset({place.id}))


def planned(lead, by, **wishes):
    values = {"kind": "visit", "starts_at": VISIT, "minutes": 45, "subject": "A look at the studio", "text": "Ring at number 1."}
    return plan_meeting(lead.contact_id, **values | wishes, by=by)


def arrived(world):
    """What each mail does to which calendar: (recipient, METHOD, UID, SEQUENCE, start, attendees)."""
    found = []
    for mail in world.letters():
        with urlopen(f"{world.vendors.url}/mail/{mail['id']}/raw") as answer:
            message = email.message_from_bytes(answer.read(), policy=default)
        part = next(each for each in message.walk() if each.get_content_type() == "text/calendar")
        calendar = vobject.readOne(part.get_content())
        assert part.get_param("method") == calendar.method.value
        event = calendar.vevent
        found.append(
            (
                mail["recipients"][0],
                calendar.method.value,
                event.uid.value,
                int(event.sequence.value),
                event.dtstart.value,
                {each.value.removeprefix("mailto:") for each in event.attendee_list},
            )
        )
    return found


def test_planned_changed_and_called_off_in_both_calendars(world, lead, thandi):
    activity = planned(lead, thandi)
    both = {"thandi@kloof.example", "ann@acme.example"}
    first = arrived(world)
    assert {each[0] for each in first} == both and {each[1:4] for each in first} == {("REQUEST", str(activity.uid), 0)}
    assert all(each[4] == VISIT and each[5] == both for each in first)

    later = VISIT + dt.timedelta(hours=2)
    change_meeting(activity.id, starts_at=later, minutes=45, subject="A look at the studio", text="Ring at number 1.", place="", by=thandi)
    assert {(each[0], each[1], each[3], each[4]) for each in arrived(world)[2:]} == {(address, "REQUEST", 1, later) for address in both}

    change_meeting(
        activity.id,
        starts_at=later,
        minutes=45,
        subject="A look at the studio",
        text="Ring at number 1.",
        place="",
        invites=False,
        by=thandi,
    )
    assert {(each[0], each[1], each[3]) for each in arrived(world)[4:]} == {
        ("ann@acme.example", "CANCEL", 2),
        ("thandi@kloof.example", "REQUEST", 2),
    }

    cancel_meeting(activity.id, reason="She moved away", by=thandi)
    assert [(each[0], each[1], each[3]) for each in arrived(world)[6:]] == [("thandi@kloof.example", "CANCEL", 3)]
    assert activity.status is ActivityStatus.CANCELLED


def test_whoever_was_invited_long_before_hears_that_it_is_off(world, lead, thandi, june, session):
    activity = planned(lead, thandi, starts_at=VISIT + dt.timedelta(days=300))
    world.letters()
    june.shift(dt.timedelta(days=200))
    keep_to_terms()
    cancel_meeting(activity.id, reason="She moved away", by=thandi)
    assert {(each[0], each[1], each[3]) for each in arrived(world)[2:]} == {
        (address, "CANCEL", 1) for address in ("thandi@kloof.example", "ann@acme.example")
    }
    june.shift(dt.timedelta(days=500))
    keep_to_terms()
    assert session.scalars(select(Delivery.id)).all() == []


def test_a_change_of_nothing_tells_nobody_and_telling_twice_is_once(world, lead, thandi, session):
    activity = planned(lead, thandi)
    world.letters()
    change_meeting(activity.id, starts_at=VISIT, minutes=45, subject="A look at the studio", text="Ring at number 1.", by=thandi)
    tell_meeting(activity.id, sequence=0, removed=[], by=SYSTEM)
    assert len(world.letters()) == 2 and activity.sequence == 0


def test_an_invitation_that_changed_before_it_went_is_left_out(world, lead, thandi):
    activity = planned(lead, thandi)
    change_meeting(activity.id, starts_at=VISIT, minutes=60, subject="Longer", by=thandi)
    tell_meeting(activity.id, sequence=0, removed=[], by=SYSTEM)
    assert {each[3] for each in arrived(world)} == {1}


def test_called_off_before_anybody_heard_writes_to_nobody(world, lead, thandi):
    cancel_meeting(planned(lead, thandi).id, by=thandi)
    assert world.letters() == []


def test_a_silent_location_tells_nobody(world, lead, place, thandi, session):
    place.mail_mode = MailMode.SILENT
    session.commit()
    planned(lead, thandi)
    assert world.letters() == [] and {each.state.value for each in session.scalars(select(Delivery))} == {"withheld"}


def test_the_room_is_kept_moved_and_given_back(make, lead, place, thandi, session):
    room = make.room(make.space(place), name="Boardroom")
    activity = planned(lead, thandi, room_id=room.id)
    booking = session.scalars(select(Booking)).one()
    assert (booking.starts_at, booking.ends_at, booking.charged_cents, activity.place) == (
        VISIT,
        VISIT + dt.timedelta(minutes=45),
        0,
        "Boardroom",
    )
    assert booking.user_id is None and booking.organisation_id is None and not booking.attendees
    with pytest.raises(Conflict):
        planned(lead, thandi, room_id=room.id)
    later = VISIT + dt.timedelta(hours=3)
    change_meeting(activity.id, starts_at=later, minutes=30, subject="Later", by=thandi)
    session.refresh(booking)
    assert (booking.starts_at, booking.ends_at) == (later, later + dt.timedelta(minutes=30))
    cancel_meeting(activity.id, by=thandi)
    session.refresh(booking)
    assert booking.status is BookingStatus.CANCELLED


def test_a_visit_that_was_held_warms_the_lead_and_one_to_come_cannot_be(lead, thandi, june, session):
    activity = planned(lead, thandi)
    with pytest.raises(Refused, match="not begun"):
        hold_meeting(activity.id, by=thandi)
    assert lead.heat is Heat.COLD
    june.move_to(VISIT + dt.timedelta(hours=1))
    hold_meeting(activity.id, outcome="Wants four desks.", by=thandi)
    session.refresh(lead)
    assert (lead.heat, activity.status) == (Heat.MILD, ActivityStatus.DONE) and lead.heard_at >= VISIT and "four desks" in activity.text
    assert session.scalars(select(HeatChange)).one().changed_by == thandi.name
    with pytest.raises(Refused, match="over"):
        cancel_meeting(activity.id, by=thandi)


def test_a_call_ends_the_silence_and_a_comment_does_not(lead, thandi, session):
    before = lead.heard_at
    log_activity(lead.contact_id, kind="note", text="Met her brother.", by=thandi)
    session.refresh(lead)
    assert lead.heard_at == before
    call = log_activity(lead.contact_id, kind="call", text="Calls back.", by=thandi)
    session.refresh(lead)
    assert (lead.heard_at, lead.heat, call.lead_id) == (NOW, Heat.COLD, lead.id)


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"kind": "note"}, "kind"),
        ({"starts_at": NOW - dt.timedelta(minutes=1)}, "starts_at"),
        ({"minutes": 0}, "minutes"),
        ({"subject": " "}, "subject"),
        ({"text": "x" * 20_001}, "text"),
        ({"host_id": 2**31 - 1}, "host"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(lead, thandi, wishes, field):
    with pytest.raises(Refused) as refusal:
        planned(lead, thandi, **wishes)
    assert refusal.value.field == field


def test_whoever_has_no_address_or_wants_no_mail_is_not_invited(make, lead, thandi, session):
    lead.contact.do_not_contact_at, lead.contact.do_not_contact_reason = NOW, "By phone"
    session.commit()
    with pytest.raises(Refused, match="does not want") as refusal:
        planned(lead, thandi)
    assert refusal.value.field == "invites" and planned(lead, thandi, invites=False).id


def test_who_may(make, lead, thandi):
    with pytest.raises(Forbidden):
        planned(lead, make.actor(FRONT_DESK, at=[lead.location]))
    with pytest.raises(Missing):
        planned(lead, make.actor(SALES, at=[make.location()]))
    activity = planned(lead, thandi)
    with pytest.raises(Missing):
        cancel_meeting(activity.id, by=make.actor(SALES, at=[make.location()]))
