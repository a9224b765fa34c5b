"""Look through Xero's contacts and items for what is ours already, and give a contact that a person chose our number."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.xero.match import keep_matches
from app.core.entity import db
from app.integrations.errors import Retry, Unknown
from app.models import Organisation, XeroConnection
from app.queries.xero_matches import customers_to_match
from app.queries.xero_papers import known_contacts
from app.rules.contact_match import Contact, MatchWhy, candidates
from jobs import job
from jobs.xero_token import books_at


@job(queue="xero", timeout=300)
def look(connection_id: int) -> None:
    """Nothing is kept of contacts that are none of ours."""
    tenant_id = db.session.get_one(XeroConnection, connection_id).tenant_id
    customers = customers_to_match(db.session(), connection_id)
    db.session.rollback()  # no transaction stays open while the vendor is asked
    xero = books_at(connection_id, tenant_id)
    contacts = [Contact(each.xero_id, each.name, each.code or "", each.email) for each in xero.contacts()] if customers else []
    items = [{"why": MatchWhy.ITEM, "xero_id": each.code, "name": each.name[:255]} for each in xero.items()]
    found = [
        {"why": why, "xero_id": each.xero_id, "name": each.name[:255], "organisation_id": organisation_id}
        for organisation_id, some in candidates(customers, contacts).items()
        for each, why in some
    ]
    keep_matches(connection_id, [*items, *found], by=SYSTEM)


@job(queue="xero", timeout=60)
def adopt(connection_id: int, organisation_id: int) -> None:
    """Safe to run twice: the number is the same."""
    code = db.session.get_one(Organisation, organisation_id).code
    known = next((each for each in known_contacts(db.session(), organisation_id) if each.connection_id == connection_id), None)
    db.session.rollback()
    if known is None:
        return
    try:
        books_at(connection_id, known.tenant_id).adopt_contact(known.contact_id, code, key=f"adopt-{known.contact_id}-{organisation_id}")
    except Unknown as lost:
        raise Retry(lost.reason) from lost
