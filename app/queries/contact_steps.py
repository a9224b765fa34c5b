"""Whether the books have an organisation as their customer, one step for each company it is invoiced by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, Select, or_, select
from sqlalchemy.orm import Session

from app.models import License, Location, Organisation, OutboxMessage, XeroConnection, XeroContact
from app.models.outbox import OutboxState
from app.queries.xero_papers import contact_facts

MAKE, TELL = "jobs.xero_contacts.make_contact", "jobs.xero_contacts.tell_contact"
OPEN = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING)


@dataclass(frozen=True, slots=True)
class ContactStep:
    """`state` is granted, wanted, working, failed, or none where the first invoice will make it. `reason` is what the books said last."""

    books: str
    state: str
    reason: str = ""


def contact_steps(session: Session, organisation: Organisation) -> list[ContactStep]:
    """By name of the company; nothing where no location of the organisation is connected."""
    known = {
        row.xero_connection_id: row for row in session.scalars(select(XeroContact).where(XeroContact.organisation_id == organisation.id))
    }
    mine = contact_facts(session, [organisation.id])[organisation.id].told()
    jobs = open_contact_jobs(session, organisation.id)
    made_for = {job.payload["location_id"] for job in jobs if job.job == MAKE}
    place = {row.id: row.xero_connection_id for row in session.scalars(_places(organisation, made_for)) if row.xero_connection_id}
    books = session.scalars(select(XeroConnection).where(XeroConnection.id.in_({*place.values(), *(each for each in known if each)})))
    found = []
    for connection in sorted(books, key=lambda each: each.name):
        contact = known.get(connection.id)
        if contact is not None:
            is_told = contact.told in (None, mine)
            job = None if is_told else next((each for each in jobs if each.job == TELL), None)
            found.append(_step(connection.name, job, otherwise="granted" if is_told else "wanted"))
        else:
            job = next((each for each in jobs if each.job == MAKE and place.get(each.payload["location_id"]) == connection.id), None)
            found.append(_step(connection.name, job, otherwise="none"))
    return found


def open_contact_jobs(session: Session, organisation_id: int) -> list[OutboxMessage]:
    """What is still to be told to the books about it, newest first, given up or not."""
    query = select(OutboxMessage).where(
        or_(OutboxMessage.state.in_(OPEN), OutboxMessage.state == OutboxState.PARKED),  # an index each
        OutboxMessage.queue == "xero",
        OutboxMessage.job.in_((MAKE, TELL)),
        OutboxMessage.payload["organisation_id"].astext.cast(Integer) == organisation_id,
    )
    return list(session.scalars(query.order_by(OutboxMessage.id.desc())))


def _places(organisation: Organisation, also: set[int]) -> Select[Location]:
    held = select(License.location_id).where(License.organisation_id == organisation.id)
    return select(Location).where(or_(Location.id == organisation.location_id, Location.id.in_(held), Location.id.in_(also)))


def _step(books: str, job: OutboxMessage | None, *, otherwise: str) -> ContactStep:
    if job is None:
        return ContactStep(books, otherwise)
    state = "failed" if job.state is OutboxState.PARKED else "working" if job.last_error else "wanted"
    return ContactStep(books, state, job.last_error)
