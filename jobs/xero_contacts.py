"""The customers of documents as Xero's contacts: looked up by their code, created where Xero has none, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from app.access.actor import SYSTEM
from app.actions.organisations.change import ContactChanged
from app.actions.xero.record import record_contact
from app.core.addresses import ascii_address
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.xero import MOST_AT_ONCE, ContactForXero, Refusal, Xero
from app.queries.xero_papers import (
    ContactFacts,
    KnownContact,
    Paper,
    adopted_contacts,
    books_of,
    changed_customers,
    contact_facts,
    contact_known,
    known_contacts,
)
from app.work import transaction
from jobs import job
from jobs.xero_keys import key_of
from jobs.xero_outcomes import LOOK_AGAIN
from jobs.xero_token import books_at


def with_contacts(xero: Xero, connection_id: int, wanted: Sequence[Paper]) -> tuple[list[Paper], list[tuple[Paper, str]]]:
    """Papers with their contact known, and those whose contact Xero refuses, with its words."""
    missing = sorted({paper.organisation_id for paper in wanted if paper.contact_id is None})
    if not missing:
        return list(wanted), []
    contacts, reasons = contacts_of(xero, connection_id, missing)
    known_papers = [
        paper if paper.contact_id else replace(paper, contact_id=contacts[paper.organisation_id])
        for paper in wanted
        if paper.contact_id or paper.organisation_id in contacts
    ]
    return known_papers, [(paper, reasons[paper.organisation_id]) for paper in wanted if paper.organisation_id in reasons]


def contacts_of(xero: Xero, connection_id: int, organisation_ids: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Contact ids by organisation, each remembered as soon as it is known; and why Xero refuses others."""
    facts, given = contact_facts(db.session(), organisation_ids), adopted_contacts(db.session(), organisation_ids)
    db.session.rollback()  # no transaction stays open while the vendor is asked
    found = xero.find_contacts(facts[each].code for each in organisation_ids if each not in given)
    contacts = {each: given[each] for each in organisation_ids if each in given}
    contacts |= {each: found[facts[each].code].xero_id for each in organisation_ids if each not in given and facts[each].code in found}
    for organisation_id, contact_id in contacts.items():
        record_contact(organisation_id, connection_id, contact_id, by=SYSTEM)
    reasons: dict[int, str] = {}
    strangers = [facts[each] for each in organisation_ids if each not in contacts]
    for start in range(0, len(strangers), MOST_AT_ONCE):
        some = strangers[start : start + MOST_AT_ONCE]
        for mine, answer in zip(some, xero.create_contacts([for_xero(each) for each in some], key=key_of("contacts", some)), strict=True):
            if isinstance(answer, Refusal):
                reasons[mine.organisation_id] = answer.reason
                continue
            contacts[mine.organisation_id] = answer.xero_id
            record_contact(mine.organisation_id, connection_id, answer.xero_id, mine.told(), by=SYSTEM)
    return contacts, reasons


@job(queue="xero", timeout=60)
def make_contact(organisation_id: int, location_id: int, **_more: object) -> None:
    """A newcomer's organisation is in the books before its first invoice. Safe to run twice: it is looked up by its code."""
    target = books_of(db.session(), location_id)
    if target is None or contact_known(db.session(), organisation_id, target.connection_id):
        db.session.rollback()
        return
    db.session.rollback()
    try:
        _contacts, reasons = contacts_of(books_at(target.connection_id, target.tenant_id), target.connection_id, [organisation_id])
    except Unknown as lost:
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost  # then it is looked up by its code
    if reasons:
        raise GiveUp(reasons[organisation_id])


@job(queue="xero", timeout=60)
def tell_contact(organisation_id: int) -> None:
    """The contact in each company's books is brought up to date, by its id. Safe to run twice: what was told is kept, and telling it again changes nothing."""
    for known in known_contacts(db.session(), organisation_id):
        told = known.told
        while (mine := contact_facts(db.session(), [organisation_id])[organisation_id]).told() != told:  # changed anew while Xero was told
            db.session.rollback()
            _tell(known, mine)
            told = mine.told()
    db.session.rollback()


def _tell(known: KnownContact, mine: ContactFacts) -> None:
    """The key is new each time: an old one would be answered from memory when a name goes to and fro, and a repetition does no harm."""
    books = books_at(known.connection_id, known.tenant_id)
    try:
        books.change_contact(known.contact_id, for_xero(mine), key=f"contact-{known.contact_id}-{uuid4().hex}")
    except Unknown as lost:
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    record_contact(mine.organisation_id, known.connection_id, known.contact_id, mine.told(), by=SYSTEM)


@job(queue="xero", timeout=60)
def tell_contacts() -> None:
    """After an import, which changes many at once: a job for each whose books were told otherwise."""
    changed = changed_customers(db.session())
    db.session.rollback()
    with transaction(by=SYSTEM) as work:
        work.emit_all([ContactChanged(organisation_id) for organisation_id in changed])


def for_xero(mine: ContactFacts) -> ContactForXero:
    """A customer in Xero's words, without an address that Xero would refuse the whole contact for."""
    try:
        email = ascii_address(mine.email)
    except ValueError:
        email = ""
    return ContactForXero(mine.code, mine.name, email or None, mine.vat_number or None)
