"""What was written with a contact, out of the mail archive: looked up when somebody opens the page, kept as references (C6).

Nothing waits for it, and nothing is tried again by itself: the next look comes with the next page, after 15 minutes at the earliest.
"""

from __future__ import annotations

import dataclasses

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.access.sealing import ARCHIVE, opened
from app.actions.mail_history.keep import Told, fail_body, keep_body, keep_mails, note_trouble, rest_archive
from app.core.clock import now
from app.core.entity import db
from app.integrations.errors import LockedOut, Trouble
from app.integrations.mail_archive import Archive
from app.integrations.mail_archive.reading import shown
from app.integrations.registry import use
from app.models import Contact, MailArchive, MailReference
from app.models.mail_archive import ArchiveKind
from app.queries.contacts.archive import archive_of
from app.queries.contacts.searched import ours, searched_for
from jobs import job

SIZE, MOST_ADDRESSES = 50, 5


@job(queue="low", timeout=180)
def look(contact_id: int) -> None:
    """By every address of the person that is neither a colleague's nor the house's."""
    contact = db.session.get(Contact, contact_id)
    archive = archive_of(db.session())
    if contact is None or archive is None:
        return
    if archive.rests_until is not None and archive.rests_until > now():
        note_trouble(contact_id, archive.trouble, by=SYSTEM)
        return
    addresses, left_out = [each for each in searched_for(db.session(), contact) if _is_address(each)], archive.left_out.split()
    client = client_of(archive)
    db.session.rollback()  # no transaction stays open while the archive is asked
    try:
        found = [mail for address in addresses[:MOST_ADDRESSES] for mail in client.search(address, page=1, size=SIZE, exclude=left_out)]
    except Trouble as trouble:
        _note(trouble)
        note_trouble(contact_id, trouble.reason, by=SYSTEM)
        return
    keep_mails(contact_id, [Told(**dataclasses.asdict(mail)) for mail in found], by=SYSTEM)


@job(queue="low", timeout=90)
def bring(mail_id: int) -> None:
    """One whole mail, made harmless before it is kept."""
    mail, archive = db.session.get(MailReference, mail_id), archive_of(db.session())
    if mail is None or archive is None:
        return
    if archive.rests_until is not None and archive.rests_until > now():
        fail_body(mail_id, archive.trouble, by=SYSTEM)
        return
    client, archive_id = client_of(archive), mail.archive_id
    db.session.rollback()
    try:
        found = shown(client.fetch(archive_id))
    except Trouble as trouble:
        _note(trouble)
        fail_body(mail_id, trouble.reason, by=SYSTEM)
        return
    if ours(db.session(), [found.message_id]):  # an archive whose searches tell no Message-ID
        fail_body(mail_id, _("The house wrote this mail: it is shown with what was sent."), by=SYSTEM)
        return
    db.session.rollback()
    keep_body(mail_id, found.body, found.attachments, by=SYSTEM)


def client_of(archive: MailArchive) -> Archive:
    """At the place of the row, with its secret."""
    secret = opened(archive.sealed_secret or b"", ARCHIVE).decode()
    if archive.kind is ArchiveKind.MAILARCHIVA:
        return use(Archive, kind="mailarchiva", url=archive.address, key=secret, version=archive.version, ca_pem=archive.ca_pem)
    about = {"host": archive.address, "port": archive.port, "username": archive.username, "password": secret, "folder": archive.folder}
    return use(Archive, kind="imap", **about, ca_pem=archive.ca_pem)


def _note(trouble: Trouble) -> None:
    if isinstance(trouble, LockedOut):
        rest_archive(trouble.reason, by=SYSTEM)


def _is_address(text: str) -> bool:
    """What goes into a search is an address and nothing else (contracts.md section 6, "Injection")."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
