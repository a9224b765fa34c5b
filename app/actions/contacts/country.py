"""In which country a contact's phone number was dialled: that of where they ask, or where they are a member."""

from __future__ import annotations

from sqlalchemy import func, select

from app.models import Contact, FoyerUser, Lead, Location, Organisation
from app.work import Work


def country_of(work: Work, contact: Contact) -> str:
    """Two letters (ISO 3166); empty where nobody knows, and then a number equals only itself."""
    asked = (
        select(Location.country)
        .join(Lead, Lead.location_id == Location.id)
        .where(Lead.contact_id == contact.id)
        .order_by(Lead.id.desc())
        .limit(1)
    )
    member = (
        select(Location.country)
        .join(Organisation, Organisation.location_id == Location.id)
        .join(FoyerUser, FoyerUser.organisation_id == Organisation.id)
        .where(func.lower(FoyerUser.email) == (contact.email_key or ""))
        .limit(1)
    )
    with work.session.no_autoflush:
        return work.session.scalar(asked) or work.session.scalar(member) or ""
