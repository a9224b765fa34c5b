"""A person with six things that appear nowhere else, spread over everything that Foyer keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.access.settle import settle_access
from app.actions.accounts.invite import invite
from app.actions.accounts.person import the_person
from app.actions.activities.log import log_activity
from app.actions.bookings.events import BookingChanged
from app.actions.charges.change_adhoc import change_adhoc
from app.actions.contacts.merge import merge_contacts
from app.actions.secret_links.renew import renew_link
from app.actions.tickets.answer import Way, answer_ticket
from app.actions.tickets.open import Asked, open_ticket
from app.actions.users.change import change_user
from app.core import clock
from app.models import (
    Adhoc,
    Booking,
    BookingAttendee,
    Delivery,
    FoyerUser,
    KioskRefusal,
    License,
    Location,
    MailBounce,
    MailReference,
    OutboxMessage,
    SignUp,
    SuppressedAddress,
)
from app.models.secret_link import LinkKind
from app.models.signup import SignUpStatus
from app.models.ticket import TicketCategory
from app.queries.bookings.conflicts import blocked
from app.work import transaction
from tests.make import Make, picture
from tests.world import World

CANARIES = ("Zerlina", "Quickenborn", "zerlinaq", "0825559173", "aa-bb-cc-de-ad-07", "saxophone rehearsals")
MAIL, FORMER = "zerlinaq@canary.example", "zerlinaq.old@canary.example"


SESSION = """
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctstoptime, callingstationid, acctinputoctets)
    VALUES (:session, :session, 'ZerlinaQ.old', '10.0.0.1', now(), now(), :station, 7)
"""
LOG_IN = "INSERT INTO radius.radpostauth (username, reply, callingstationid) VALUES ('zerlinaq.old', 'Access-Accept', :station)"


@dataclass
class Canary:
    """The person, and the license that brought them."""

    user: FoyerUser
    license: License


@pytest.fixture
def canary(make: Make, world: World) -> Canary:
    """Somebody who worked at a company: onboarded, on the WiFi, printing, mailed to, renamed, and gone again."""
    make.role(NETWORK_ADMIN)
    location = make.location(manager_email=f"boss@house.example; {MAIL}")
    world.connect(location)
    organisation = make.organisation(location, name="Acme (Pty) Ltd", invoice_email=f"{MAIL};books@acme.example")
    user = make.user(
        "Member",
        organisation_id=organisation.id,
        email=FORMER,
        username=FORMER,
        first_name="Zerlina",
        last_name="Quickenborn",
        phone="0825559173",
    )
    colleague = make.user("Member", organisation_id=organisation.id, first_name="Sipho", last_name="Dlamini")
    membership = make.membership(location, door_groups="Front door")
    license = make.license(
        organisation, membership, user_id=user.id, custom_price_reason="As agreed with Zerlina Quickenborn and Sipho Dlamini"
    )
    with transaction(by=SYSTEM) as work:  # as people write: each into the audit as well
        asked = SignUp(location_id=location.id, first_name="Zerlina", last_name="Quickenborn", email=FORMER, phone="0825559173")
        asked.message, asked.status = "I need quiet for saxophone rehearsals", SignUpStatus.APPROVED
        work.add(asked)
        work.add(
            Adhoc(
                code="ADH-Z",
                organisation_id=organisation.id,
                location_id=location.id,
                date=dt.date(2026, 6, 2),
                description="Key",
                unit_price_cents=1,
            )
        )
    invite(user.id, by=SYSTEM)
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    change_user(user.id, email=MAIL, by=SYSTEM)
    charge = make.session.query(Adhoc).one()
    change_adhoc(charge.id, description="Key for Zerlina Quickenborn", by=SYSTEM)
    _sold(make, location)
    _wifi(make)
    _rooms(make, location, user, colleague)
    make.session.add(
        OutboxMessage(event="ResetAsked", job="jobs.accounts.find_reset", queue="mail", key="z", payload={"address": MAIL}, state="done")
    )
    make.session.commit()
    world.run_jobs()
    assert colleague.id
    _returned(make, user)
    return Canary(user, license)


def _returned(make: Make, user: FoyerUser) -> None:
    """A mail to them came back, and their address gets no more."""
    row = make.session.scalars(select(Delivery).where(Delivery.user_id == user.id).order_by(Delivery.id)).first()
    assert row is not None
    words = f"550 5.1.1 <{MAIL}> Zerlina Quickenborn left"
    with transaction(by=SYSTEM) as work:
        work.add(MailBounce(delivery_id=row.id, attempt=1, mark="0" * 64, at=clock.now(), status="5.1.1", is_theirs=True, reason=words))
        work.add(SuppressedAddress(address=MAIL, since=clock.now(), status="5.1.1", reason=words, location_id=row.location_id))
    make.session.commit()


def _sold(make: Make, location: Location) -> None:
    """They were a lead before, known twice under two addresses, and wrote mails."""
    kept, gone = (make.contact("Zerlina Quickenborn", email=each, phone="0825559173") for each in ("office@acme.example", MAIL))
    lead = make.lead(location, gone, message="Room for saxophone rehearsals?")
    log_activity(
        gone.id, kind="call", subject="Zerlina", text="Zerlina Quickenborn plays at night: saxophone rehearsals", lead_id=lead.id, by=SYSTEM
    )
    about = {"at": clock.now() - dt.timedelta(days=1), "sender": MAIL, "subject": "saxophone rehearsals", "snippet": "Yours, Zerlina"}
    make.session.add(MailReference(contact_id=gone.id, message_id="<zerlinaq@canary.example>", archive_id="1/1", **about))
    for number, who in enumerate((MAIL, "Zerlina Quickenborn")):  # the tablet had no network
        make.session.add(
            KioskRefusal(
                location_id=location.id, kiosk="Front door", key=f"z{number}", who=who, at=clock.now(), why="Agree to the terms first."
            )
        )
    make.session.commit()
    merge_contacts(kept.id, gone.id, by=SYSTEM)


def _wifi(make: Make) -> None:
    log_in = {"session": "s1", "station": "aa-bb-cc-de-ad-07"}
    make.session.execute(text(SESSION), log_in)
    make.session.execute(text(LOG_IN), log_in)
    make.session.commit()


def _rooms(make: Make, location: Location, user: FoyerUser, colleague: FoyerUser) -> None:
    """They had booked a room, which cost nothing, and were invited by a colleague."""
    room = make.room(make.space(location), name="Garden room")
    since = dt.datetime(2026, 1, 12, 7, tzinfo=dt.UTC)
    for who, title in ((user, "saxophone rehearsals"), (colleague, "Talk with Zerlina Quickenborn")):
        span = {"starts_at": since, "ends_at": since + dt.timedelta(hours=1), "blocked": blocked(since, since + dt.timedelta(hours=1), 0)}
        whose = {"user_id": who.id, "organisation_id": who.organisation_id, "made_by": str(who)}
        booking = Booking(
            code=f"B{who.id}", location_id=location.id, room_id=room.id, currency="ZAR", status="done", title=title, **span, **whose
        )
        with transaction(by=SYSTEM) as work:
            work.add(booking)
            if who is colleague:
                work.add(BookingAttendee(booking_id=booking.id, email=MAIL, name="Zerlina Quickenborn"))
                work.emit(BookingChanged(booking.id, 1, [FORMER]))
        since += dt.timedelta(hours=2)
    ticket = open_ticket(
        Asked(location.id, TicketCategory.ROOM, "saxophone rehearsals made the lamp fall", room_id=room.id, user_id=user.id),
        photos=[picture()],
        by=the_person(user),
    )
    answer_ticket(ticket.id, "Zerlina again", Way.NOTE, by=SYSTEM)
    answer_ticket(ticket.id, "Dear Zerlina, it hangs again.", Way.SOLVE, by=SYSTEM)
    renew_link(LinkKind.MY_CALENDAR, user.id, by=the_person(user))


@pytest.fixture
def gone(canary: Canary, make: Make, world: World) -> Canary:
    """The same after the license has ended and access was taken away."""
    canary.license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    settle_access([canary.user.id], by=SYSTEM)
    world.run_jobs()
    return canary


def dump(session: Any) -> list[str]:
    """Every row of every table of the database as text, with its table before it."""
    session.rollback()
    tables = session.execute(
        text(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('public', 'radius') AND table_type = 'BASE TABLE'"
        )
    ).scalars()
    return [f"{table}: {row}" for table in list(tables) for row in session.scalars(text(f"SELECT t::text FROM {table} t"))]
