"""The customers of documents as Xero's contacts: looked up by their code, created where Xero has none, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.access.actor import SYSTEM
from app.actions.xero.record import record_contact
from app.core.entity import db
from app.integrations.errors import GiveUp
from app.integrations.xero import ContactForXero, Xero
from app.queries.xero_papers import Paper, adopted_contacts, books_of, contact_facts, contact_known
from jobs import job
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
    contacts: dict[int, str] = {}
    reasons: dict[int, str] = {}
    for organisation_id in organisation_ids:
        mine = facts[organisation_id]
        try:
            contact_id = given.get(organisation_id)
            if contact_id is None:
                known = xero.find_contact(mine.code)
                asked = ContactForXero(mine.code, mine.name, mine.email or None, mine.vat_number or None)
                contact_id = (known or xero.create_contact(asked, key=f"contact-{mine.code}")).xero_id
        except GiveUp as no:
            reasons[organisation_id] = no.reason
            continue
        contacts[organisation_id] = contact_id
        record_contact(organisation_id, connection_id, contact_id, by=SYSTEM)
    return contacts, reasons


@job(queue="xero", timeout=60)
def make_contact(organisation_id: int, location_id: int, **_more: object) -> None:
    """A newcomer's organisation is in the books before its first invoice. Safe to run twice: it is looked up by its code."""
    target = books_of(db.session(), location_id)
    if target is None or contact_known(db.session(), organisation_id, target.connection_id):
        db.session.rollback()
        return
    db.session.rollback()
    _contacts, reasons = contacts_of(books_at(target.connection_id, target.tenant_id), target.connection_id, [organisation_id])
    if reasons:
        raise GiveUp(reasons[organisation_id])
