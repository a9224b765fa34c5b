"""Who wants to be left alone: mails that Foyer or the sales team would write by themselves do not go there (POPIA 69, RFC 8058)."""

from __future__ import annotations

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Contact


def is_quiet(session: Session, address: str) -> bool:
    """Whether the person at this address, under whichever contact, asked not to be written to. Invoices go all the same: they are owed."""
    kept, written = aliased(Contact), func.lower(Contact.email) == address.strip().lower()
    alone = exists().where(written, Contact.do_not_contact_at.is_not(None))
    merged = exists().where(written, kept.id == Contact.merged_into_id, kept.do_not_contact_at.is_not(None))
    return bool(session.scalar(select(or_(alone, merged))))
