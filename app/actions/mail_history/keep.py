"""Keep what the archive told: references once each, replies as activities that warm the lead, or what kept it from answering (C2, C6).

What is kept is read by whoever writes to people: letters of the house are left out, since their copy without links is told already, and
no link that opens something is kept of any other, as when somebody answers below the house's letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.opening_links import without_links
from app.access.permissions import Permission
from app.actions.activities.effect import done_with
from app.core.clock import now
from app.models import Activity, Contact, Lead, MailArchive, MailLook, MailReference
from app.models.activity import ActivityKind
from app.queries.contacts.place import open_lead_of
from app.queries.contacts.searched import is_with, ours, searched_for
from app.queries.retention import before
from app.rules.lead_heat import SILENCE
from app.work import Work, transaction

REST = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A mail as the archive told of it; `is_automatic`: a machine wrote it, which is no reply."""

    archive_id: str
    message_id: str
    at: dt.datetime
    sender: str
    recipients: str
    subject: str
    snippet: str
    is_automatic: bool


def keep_mails(contact_id: int, told: Sequence[Told], *, by: Actor) -> int:
    """How many are new. What is past its term is not kept; twice is once."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        contact = work.get(Contact, contact_id)
        own, term = set(searched_for(work.session, contact)), before(work.session, "retention.mails")
        sent = ours(work.session, [mail.message_id for mail in told])
        kept = {
            mail.message_id: mail
            for mail in told
            if mail.at >= term and mail.message_id not in sent and is_with(own, mail.sender, mail.recipients)
        }
        rows = [_row(contact.id, mail, is_theirs=mail.sender.lower() in own) for mail in kept.values()]
        made = insert(MailReference).on_conflict_do_nothing(index_elements=["contact_id", "message_id"]).returning(MailReference.message_id)
        new = set(work.session.scalars(made, rows)) if rows else set()
        lead = open_lead_of(work.session, contact, by=by)
        for mail in sorted(kept.values(), key=lambda each: each.at):
            if (
                lead is not None
                and mail.message_id in new
                and mail.sender.lower() in own
                and not mail.is_automatic
                and mail.at >= lead.asked_at
            ):
                _reply(work, lead, mail)
        _looked(work, contact.id, "")
    return len(new)


def note_trouble(contact_id: int, reason: str, *, by: Actor) -> None:
    """The page says that the archive cannot be reached; what was found before stays."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        _looked(work, contact_id, reason)


def rest_archive(reason: str, *, by: Actor) -> None:
    """The archive did not take the key: nobody asks for an hour, or until a person has looked at the settings."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        archive = work.lock(MailArchive, 1)
        archive.rests_until, archive.trouble = now() + REST, reason[:1000]


def keep_body(mail_id: int, body: str, attachments: list[dict[str, Any]], *, by: Actor) -> None:
    """`body` is harmless already. What nobody waits for any more is left alone."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        mail = work.lock(MailReference, mail_id)
        if MailReference.moves.may(mail, "bring"):
            mail.body, mail.attachments = without_links(body), attachments
            MailReference.moves.move(mail, "bring")


def fail_body(mail_id: int, reason: str, *, by: Actor) -> None:
    """It can be asked for again."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        mail = work.lock(MailReference, mail_id)
        if MailReference.moves.may(mail, "fail"):
            MailReference.moves.move(mail, "fail")
            mail.trouble = reason[:500]


def _row(contact_id: int, mail: Told, *, is_theirs: bool) -> dict[str, Any]:
    return {
        "contact_id": contact_id, "message_id": mail.message_id[:998], "archive_id": mail.archive_id[:500], "at": mail.at, "sender": _plain(mail.sender, 320),
        "recipients": _plain(mail.recipients, 1000), "subject": _shown(mail.subject, 300), "snippet": _shown(mail.snippet, 500), "is_theirs": is_theirs,
    }  # fmt: skip


def _plain(text: str, most: int) -> str:
    """One line that can be printed, whatever a stranger wrote."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:most]


def _shown(text: str, most: int) -> str:
    return _plain(without_links(text), most)


def _reply(work: Work, lead: Lead, mail: Told) -> None:
    """An old one is told and warms nothing: silence since then weighs more (C2)."""
    known = select(Activity.id).where(Activity.contact_id == lead.contact_id, Activity.message_id == mail.message_id)
    if work.session.scalar(known) is not None:
        return
    about = {"location_id": lead.location_id, "contact_id": lead.contact_id, "lead_id": lead.id}
    words = {
        "subject": _shown(mail.subject, 300),
        "text": _shown(mail.snippet, 500),
        "message_id": mail.message_id[:998],
        "done_by": mail.sender[:200],
    }
    activity = work.add(Activity(kind=ActivityKind.REPLY, at=mail.at, **about, **words))
    if mail.at >= now() - SILENCE:
        done_with(work, activity)


def _looked(work: Work, contact_id: int, trouble: str) -> None:
    look = work.session.scalars(select(MailLook).where(MailLook.contact_id == contact_id).with_for_update()).one_or_none()
    if look is not None:
        look.looked_at, look.trouble = now(), trouble[:1000]
