"""A mail of a record as it went, for whoever may read the record and what the mail is about."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.records import record
from app.access.scope import narrowed
from app.core.errors import Missing
from app.models import Delivery, Document, MailCopy, MailFile
from app.queries.kept_files import content_of
from app.queries.story.asked import person_of
from app.queries.story.opens import may_open
from app.queries.story.related import DELIVERIES
from app.queries.story.with_person import letters_to, sent_for


class SentFile(NamedTuple):
    name: str
    media_type: str
    content: bytes


def sent_mail(session: Session, noun: str, row_id: int, delivery_id: int, *, by: Actor) -> MailCopy:
    """Raises Missing unless the mail belongs to that record, was kept, and `by` may read both."""
    row = record(session, by, noun, row_id)
    person = person_of(session, row, by)
    about = (
        letters_to(session, by, person) | sent_for(by, person)
        if person is not None
        else DELIVERIES[noun](row)
        if noun in DELIVERIES
        else None
    )
    if about is not None:
        query = select(MailCopy).join(Delivery, Delivery.id == MailCopy.delivery_id).where(Delivery.id == delivery_id, about)
        found: MailCopy | None = session.scalars(narrowed(query, by, Delivery)).one_or_none()
        if found is not None and may_open(by, found.delivery):
            return found
    raise Missing(_("This is not there any more, or not for you to see."))


def sent_file(session: Session, copy: MailCopy, file_id: int) -> SentFile | None:
    """A file of that mail; None for one that was not kept, because it opened something or its document is gone."""
    row = session.scalars(select(MailFile).where(MailFile.id == file_id, MailFile.copy_id == copy.id)).one_or_none()
    if row is None or not row.is_kept:
        return None
    kept = session.get(Document, row.document_id) if row.document_id is not None else None
    return SentFile(row.name, row.media_type, content_of(row if kept is None else kept))
