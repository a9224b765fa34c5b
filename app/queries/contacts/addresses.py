"""Every address of a person: the contact's own, those of contacts that were merged into it, and those of its leads (C6)."""

from __future__ import annotations

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from app.models import Contact, Lead


def addresses_of(session: Session, contact: Contact) -> list[str]:
    """In small letters, each once, the contact's own first."""
    own = (contact.email_key or contact.email).lower()
    merged = select(func.lower(Contact.email)).where(Contact.merged_into_id == contact.id)
    leads = select(func.lower(Lead.email)).where(Lead.contact_id == contact.id)
    found = sorted(session.scalars(union(merged, leads)))
    return [each for each in dict.fromkeys((own, *found)) if each]
