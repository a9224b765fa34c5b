"""A mail of a record as it went, for whoever may read the record and what the mail is about."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.access.actor import Actor
from app.access.permissions import P, Permission
from app.access.records import record
from app.access.scope import narrowed
from app.core.errors import Missing
from app.models import Delivery, Document, MailCopy, MailFile
from app.models.delivery import DeliveryKind
from app.queries.story.related import DELIVERIES

# What a mail tells of beside the record that it hangs on: a colleague's page may hold mails about leads, money or reports.
ABOUT: dict[str, tuple[Permission, ...]] = {
    "invoice_id": (P.INVOICE_READ,),
    "credit_note_id": (P.CREDIT_NOTE_READ,),
    "letter_id": (P.INVOICE_READ,),
    "attempt_id": (P.PAYMENT_READ,),
    "refund_id": (P.PAYMENT_READ,),
    "paper_id": (P.PROPOSAL_READ, P.CONTRACT_READ),
    "lead_id": (P.LEAD_READ,),
    "activity_id": (P.CONTACT_READ,),
    "booking_id": (P.BOOKING_READ,),
    "visit_id": (P.VISIT_READ,),
    "check_in_id": (P.CHECK_IN_READ,),
    "ticket_entry_id": (P.TICKET_READ,),
    "offer_id": (P.WAITING_ENTRY_READ,),
    "episode_id": (P.OUTBOX_READ,),
}
# Written with the rights of its reader, who may see more than who looks at the reader's page.
OWN = frozenset({DeliveryKind.REPORT, DeliveryKind.TASK_DIGEST, DeliveryKind.BELL_DIGEST, DeliveryKind.MAIL_TEST})


class SentFile(NamedTuple):
    name: str
    media_type: str
    content: bytes


def may_open(by: Actor, row: Delivery) -> bool:
    """Beside the right to read the record and deliveries at all."""
    if row.kind in OWN and row.user_id != by.id:
        return False
    return all(by.may(permission) for column, needed in ABOUT.items() if getattr(row, column) is not None for permission in needed)


def sent_mail(session: Session, noun: str, row_id: int, delivery_id: int, *, by: Actor) -> MailCopy:
    """Raises Missing unless the mail belongs to that record, was kept, and `by` may read both."""
    about, row = DELIVERIES.get(noun), record(session, by, noun, row_id)
    if about is not None and by.may(P.DELIVERY_READ):
        query = select(MailCopy).join(Delivery, Delivery.id == MailCopy.delivery_id).where(Delivery.id == delivery_id, about(row))
        found: MailCopy | None = session.scalars(narrowed(query, by, Delivery)).one_or_none()
        if found is not None and may_open(by, found.delivery):
            return found
    raise Missing(_("This is not there any more, or not for you to see."))


def sent_file(session: Session, copy: MailCopy, file_id: int) -> SentFile | None:
    """A file of that mail; None for one that was not kept, because it opened something or its document is gone."""
    row = session.scalars(select(MailFile).where(MailFile.id == file_id, MailFile.copy_id == copy.id).options(undefer(MailFile.content))).one_or_none()
    if row is None:
        return None
    kept = session.get(Document, row.document_id) if row.document_id is not None else None
    content = kept.content if kept is not None else row.content
    return SentFile(row.name, row.media_type, content) if content is not None else None
