"""A guest as staff see them: how often they came, and the one page over the person."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import CheckIn, Contact, Guest
from app.rules.lead_contact import email_key


def visits_of(session: Session, guest: Guest, *, by: Actor) -> int:
    """How often they came, as far as the actor may know."""
    return session.scalar(narrowed(select(func.count(CheckIn.id)).where(CheckIn.guest_id == guest.id), by, CheckIn)) or 0


def contact_at(session: Session, email: str, *, by: Actor) -> Contact | None:
    """The contact with that address, for who may see contacts."""
    if not by.may(Permission.CONTACT_READ):
        return None
    return session.scalars(narrowed(select(Contact).where(Contact.email_key == email_key(email)), by, Contact)).one_or_none()
