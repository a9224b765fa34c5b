"""Personal data: exports are put together, people are erased step by step, and what was left with others is asked for."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.privacy.erasing import do_step, fail_erasure, finish_erasure, highest_audit_id, note, steps, subject_at_work
from app.actions.privacy.export import fill_export, note_progress
from app.core import clock
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.mail import Mailbox
from app.integrations.registry import use
from app.models import FoyerUser, PersonalExport
from app.models.personal import REGISTER
from app.queries.personal.books import contacts_of
from app.queries.personal.collect import files_of, masked, tables_of
from app.queries.personal.rows import columns_of
from app.queries.personal.subject import subject_of
from app.rendering.personal_zip import personal_zip
from app.rules.subject import Subject
from jobs import job
from jobs.xero_token import books_at


@job(queue="low", timeout=900)
def export(export_id: int) -> None:
    """Safe to run twice: an export that is filled stays as it is."""
    row = db.session.get(PersonalExport, export_id)
    if row is None or not note_progress(export_id, 1, by=SYSTEM):
        return
    user = db.session.get_one(FoyerUser, row.user_id)
    subject, person = subject_of(db.session(), user), str(user)
    tables, told = [], 0
    whose = sum(1 for marks in REGISTER.values() if marks.of)
    for position, table in enumerate(tables_of(db.session(), subject), start=1):
        tables.append(table)
        percent = 5 + 80 * position // whose
        if percent >= told + 10:
            told = percent
            note_progress(export_id, percent, by=SYSTEM)
    content = personal_zip(
        person, clock.now().isoformat(timespec="seconds"), masked(db.session(), subject, tables), list(files_of(db.session(), subject))
    )
    fill_export(export_id, content, by=SYSTEM)


@job(queue="low", timeout=3600)
def erase(erasure_id: int) -> None:
    """From the first step that is not done. What others say no to is left for a person, with the reason."""
    subject = subject_at_work(erasure_id, by=SYSTEM)
    if subject is None:
        return
    try:
        _tell_others(erasure_id, subject)
    except Unknown as lost:
        raise Retry(lost.reason) from lost  # told twice, they hold the same
    except GiveUp as no:
        fail_erasure(erasure_id, no.reason, by=SYSTEM)
        return
    columns = columns_of(db.session())
    for step in steps(highest_audit_id(erasure_id, by=SYSTEM)):
        do_step(erasure_id, step, subject, columns, by=SYSTEM)
    finish_erasure(erasure_id, subject, columns, by=SYSTEM)


def _tell_others(erasure_id: int, subject: Subject) -> None:
    """WiFi, printing and doors have forgotten the person when access was taken away, which is proven before (A3); the books and our own mailbox are told here."""
    contacts = contacts_of(db.session(), subject)
    db.session.rollback()  # no transaction stays open while others are asked
    for contact in contacts:
        books_at(contact.connection_id, contact.tenant_id).change_contact_mail(
            contact.xero_id, contact.email, key=f"erasure-{erasure_id}-{contact.id}"
        )
    if contacts:
        note(erasure_id, "contacts in Xero", lambda _work: len(contacts), by=SYSTEM)
    mailbox = use(Mailbox)
    mails = sum(mailbox.forget(address) for address in subject.mails)
    if mails:
        note(erasure_id, "mails in the built-in mailbox", lambda _work: mails, by=SYSTEM)
