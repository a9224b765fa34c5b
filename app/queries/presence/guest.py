"""A guest as their own phone knows them: who they are, whom they visited last there, and whether they are in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import CheckIn, Contact, Guest
from app.rules.lead_contact import email_key


@dataclass(frozen=True, slots=True)
class KnownGuest:
    email: str
    name: str
    company: str
    host: str


def known_guest(session: Session, public_id: str, location_id: int) -> KnownGuest | None:
    """None for somebody who was forgotten meanwhile."""
    try:
        key = uuid.UUID(public_id)
    except ValueError:
        return None
    row = session.scalars(select(Guest).where(Guest.public_id == key)).one_or_none()
    if row is None:
        return None
    last = select(CheckIn).where(CheckIn.guest_id == row.id, CheckIn.location_id == location_id).order_by(CheckIn.arrived_at.desc()).limit(1)
    visit = session.scalars(last).one_or_none()
    return KnownGuest(row.email, row.name, row.company, (str(visit.host) if visit.host else visit.host_name) if visit is not None else "")


def visits_of(session: Session, guest: Guest, *, by: Actor) -> int:
    """How often they came, as far as the actor may know."""
    return session.scalar(narrowed(select(func.count(CheckIn.id)).where(CheckIn.guest_id == guest.id), by, CheckIn)) or 0


def contact_at(session: Session, email: str, *, by: Actor) -> Contact | None:
    """The contact with that address, for who may see contacts."""
    if not by.may(Permission.CONTACT_READ):
        return None
    return session.scalars(narrowed(select(Contact).where(Contact.email_key == email_key(email)), by, Contact)).one_or_none()
