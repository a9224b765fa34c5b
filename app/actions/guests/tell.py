"""The mails about a guest: a welcome to them, a word to the host and to who looks after the location, each once (K1)."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.deliveries.letter import letter_row, want_rows
from app.actions.deliveries.prepare import distinct_addresses
from app.core import clock
from app.models import CheckIn, Location, Visit
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
    """The guest, once for each time at which they are expected."""
    with transaction(by=by) as work:
        visit = work.lock(Visit, visit_id)
        if visit.email and visit.status is VisitStatus.EXPECTED and visit.expected_at > clock.now():
            key = f"{DeliveryKind.VISIT_INVITE.value}-{visit.id}-{int(visit.expected_at.timestamp())}"
            location = work.get(Location, visit.location_id)
            want_rows(work, [letter_row(DeliveryKind.VISIT_INVITE, key, location, visit.email.lower(), visit_id=visit.id)])


def tell_called_off(visit_id: int, *, by: Actor) -> None:
    """The guest, once; who never was invited by mail is not told."""
    with transaction(by=by) as work:
        visit = work.lock(Visit, visit_id)
        if visit.email and visit.status is VisitStatus.CANCELLED:
            _want(work, DeliveryKind.VISIT_CANCEL, work.get(Location, visit.location_id), [visit.email.lower()], visit_id=visit.id)


def _want(work: Work, kind: DeliveryKind, location: Location, addresses: list[str], **about: int) -> None:
    number = next(iter(about.values()))
    want_rows(work, [letter_row(kind, f"{kind.value}-{number}-{address}", location, address, **about) for address in addresses])
