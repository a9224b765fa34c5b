"""Ask for the mails of a contact: answered from what was found within the last 15 minutes, else by a job."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.mail_history.events import MailsWanted, MailWanted
from app.core.clock import now
from app.models import Contact, MailLook, MailReference
from app.queries.contacts.archive import archive_of, look_of
from app.work import transaction

FRESH = dt.timedelta(minutes=15)
PATIENCE = dt.timedelta(minutes=2)  # a look that was asked for so long ago and not answered is asked for again


def ask_for_mails(contact_id: int, *, by: Actor) -> bool:
    """Whether a look is under way now. Raises Missing, Forbidden."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        contact = work.get(Contact, contact_id)
        archive, look = archive_of(work.session), look_of(work.session, contact.id)
        if archive is None or (archive.rests_until is not None and archive.rests_until > now()):
            return False
        if look is not None and look.looked_at is not None and look.looked_at >= look.asked_at and look.looked_at > now() - FRESH:
            return False
        if look is not None and (look.looked_at is None or look.looked_at < look.asked_at) and look.asked_at > now() - PATIENCE:
            return True
        made = insert(MailLook).values(contact_id=contact.id, asked_at=now())
        work.session.execute(made.on_conflict_do_update(index_elements=["contact_id"], set_={"asked_at": now()}))
        work.emit(MailsWanted(contact.id))
        return True


def ask_for_mail(mail_id: int, *, by: Actor) -> MailReference:
    """The whole of one mail, because a person wants to read it. Raises Missing, Forbidden; what is asked for already stays asked for."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        mail = work.lock(MailReference, mail_id)
        if MailReference.moves.may(mail, "ask"):
            MailReference.moves.move(mail, "ask")
            mail.trouble = ""
            work.emit(MailWanted(mail.id))
    return mail
