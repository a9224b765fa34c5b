"""The mails about a guest: a welcome to them, a word to the host and to who looks after the location, each once (K1)."""

from __future__ import annotations

import json
from hashlib import sha256

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.deliveries.letter import letter_row, want_rows
from app.actions.deliveries.prepare import distinct_addresses
from app.core import clock
from app.models import CheckIn, Delivery, Location, Visit
from app.models.delivery import DeliveryKind
from app.models.visit import VisitStatus
from app.queries.settings import says_yes
from app.rules.lead_contact import email_key
from app.work import Work, transaction

TELL_HOUSE = "presence.tell_house"


def tell_arrival(check_in_id: int, *, by: Actor) -> None:
    """A visitor of another network has no address here: the house alone is told."""
    with transaction(by=by) as work:
        row = work.lock(CheckIn, check_in_id)
        location = work.get(Location, row.location_id)
        if row.guest is not None and email_key(row.guest.email):
            _want(work, DeliveryKind.GUEST_WELCOME, location, [row.guest.email.lower()], check_in_id=row.id)
        host = [row.host.email.lower()] if row.host is not None and row.host.active else []
        house = [] if not says_yes(work.session, TELL_HOUSE) else distinct_addresses(location.manager_email or location.staff_emails)
        _want(work, DeliveryKind.GUEST_NOTICE, location, list(distinct_addresses(*host, *house)), check_in_id=row.id)


def tell_invited(visit_id: int, *, by: Actor) -> None:
    """The guest, once for each thing that is to be known: a visit that moves there and back is told of three times, at another address as well.

    What the last letter told stands in its key as a hash, for names and notes have no place in a key.
    """
    with transaction(by=by) as work:
        visit = work.lock(Visit, visit_id)
        if visit.email and visit.status is VisitStatus.EXPECTED and visit.expected_at > clock.now():
            is_invite = Delivery.visit_id == visit.id, Delivery.kind == DeliveryKind.VISIT_INVITE
            told, before = _told(visit), work.session.scalars(select(Delivery.key).where(*is_invite).order_by(Delivery.id)).all()
            if before and before[-1].endswith(f"-{told}"):
                return
            key = f"{DeliveryKind.VISIT_INVITE.value}-{visit.id}-{len(before)}-{told}"
            location = work.get(Location, visit.location_id)
            want_rows(work, [letter_row(DeliveryKind.VISIT_INVITE, key, location, visit.email.lower(), visit_id=visit.id)])


def _told(visit: Visit) -> str:
    """A hash of what the invitation tells, the pass and the address included."""
    told = [
        visit.email.lower(),
        visit.pass_key,
        visit.location_id,
        visit.host_id,
        visit.expected_at.isoformat(),
        visit.until_at and visit.until_at.isoformat(),
        visit.note,
    ]
    return sha256(json.dumps(told).encode()).hexdigest()


def tell_called_off(visit_id: int, *, by: Actor) -> None:
    """The guest, once; who never was invited by mail is not told."""
    with transaction(by=by) as work:
        visit = work.lock(Visit, visit_id)
        if visit.email and visit.status is VisitStatus.CANCELLED:
            _want(work, DeliveryKind.VISIT_CANCEL, work.get(Location, visit.location_id), [visit.email.lower()], visit_id=visit.id)


def _want(work: Work, kind: DeliveryKind, location: Location, addresses: list[str], **about: int) -> None:
    number = next(iter(about.values()))
    want_rows(work, [letter_row(kind, f"{kind.value}-{number}-{address}", location, address, **about) for address in addresses])
