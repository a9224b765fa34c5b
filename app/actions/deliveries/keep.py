"""Keep a mail as it goes, beside its delivery: past the session, for mails go by the thousand and nobody changes what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlalchemy.dialects.postgresql import insert as upsert

from app.models import MailCopy, MailFile
from app.work import Work


@dataclass(frozen=True, slots=True)
class KeptFile:
    """`content` or the kept document that it is; neither for one that opens something. `size` in bytes."""

    name: str
    media_type: str
    size: int
    document_id: int | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail without its secrets, of which `hidden` were taken out."""

    sender: str
    reply_to: str
    subject: str
    text: str
    html: str
    hidden: int = 0
    files: tuple[KeptFile, ...] = ()


def sender_line(name: str, address: str) -> str:
    """As it is read beside the mail."""
    return (f"{name} <{address}>" if name else address)[:400]


def keep_copy(work: Work, delivery_id: int, kept: Kept) -> None:
    """In place of what an earlier attempt kept."""
    said = {
        "sender": kept.sender,
        "reply_to": kept.reply_to,
        "subject": kept.subject,
        "text": kept.text,
        "html": kept.html,
        "hidden": kept.hidden,
    }
    written = upsert(MailCopy).values(delivery_id=delivery_id, **said).on_conflict_do_update(index_elements=["delivery_id"], set_=said)
    copy_id = work.session.scalars(written.returning(MailCopy.id)).one()
    work.session.execute(delete(MailFile).where(MailFile.copy_id == copy_id))
    if kept.files:
        rows = [
            {
                "copy_id": copy_id,
                "name": each.name,
                "media_type": each.media_type,
                "size": each.size,
                "document_id": each.document_id,
                "content": each.content,
            }
            for each in kept.files
        ]
        work.session.execute(insert(MailFile), rows)
