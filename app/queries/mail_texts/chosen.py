"""The text of a mail that counts at a place and for a reader, and texts that no mail can be written from any more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import MailText
from app.rules.mail_catalogue import MAILS
from app.rules.mail_text import Fault, Wrong, faults


def text_for(session: Session, mail: str, variant: str, location_id: int | None, language: str) -> MailText | None:
    """The location's in the reader's language, the location's for all, the network's in that language, the network's for all; None: the house's own words."""
    query = select(MailText).where(MailText.mail == mail, MailText.variant == variant, MailText.language.in_(("", language)))
    query = query.where(or_(MailText.location_id.is_(None), MailText.location_id == location_id))
    return session.scalars(query.order_by(MailText.location_id.is_(None), MailText.language == "").limit(1)).one_or_none()


def faults_of(row: MailText) -> list[Fault]:
    """Of a text that was right when it was saved: a later Foyer may know a name no more, or ask for one more."""
    known = MAILS.get(row.mail)
    if known is None or row.variant not in known.variants:
        return [Fault("mail", Wrong.UNKNOWN, said=row.mail)]
    return faults(known, row.subject, row.body)


def broken(session: Session) -> list[MailText]:
    """Instead of these the house's own words go out."""
    rows: Iterable[MailText] = session.scalars(select(MailText).order_by(MailText.id))
    return [row for row in rows if faults_of(row)]
