"""The mail archive as it is set up, and how the last look into it for a contact went."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import MailArchive, MailLook
from app.models.mail_archive import ArchiveKind


def archive_of(session: Session) -> MailArchive | None:
    """None while there is none."""
    found = session.get(MailArchive, 1)
    return found if found is not None and found.kind is not ArchiveKind.NONE else None


def look_of(session: Session, contact_id: int) -> MailLook | None:
    return session.scalars(select(MailLook).where(MailLook.contact_id == contact_id)).one_or_none()
