"""Contacts in Xero that bear an address of the person, and the address that is left to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Organisation, XeroConnection, XeroContact
from app.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class BookContact:
    """`email` is the first address of the organisation that is somebody else's; empty when none is."""

    id: int
    connection_id: int
    tenant_id: str
    xero_id: str
    email: str


def contacts_of(session: Session, subject: Subject) -> list[BookContact]:
    """In the order of their numbers; those of connections that are gone cannot be told."""
    own = {mail.lower() for mail in subject.mails}
    query = (
        select(
            XeroContact.id,
            XeroConnection.id,
            XeroConnection.tenant_id,
            XeroContact.contact_id,
            Organisation.invoice_email,
            Organisation.accounting_email,
        )
        .join(Organisation, Organisation.id == XeroContact.organisation_id)
        .join(XeroConnection, XeroConnection.id == XeroContact.xero_connection_id)
        .where(XeroContact.organisation_id.in_({*subject.sole, *subject.billed}))
        .order_by(XeroContact.id)
    )
    return [
        BookContact(
            contact_id,
            connection_id,
            tenant_id,
            xero_id,
            next(
                (mail for mail in re.split(r"[;,\s]+", f"{invoice};{accounting}") if mail and mail.lower() not in own and "@" in mail), ""
            ),
        )
        for contact_id, connection_id, tenant_id, xero_id, invoice, accounting in session.execute(query)
    ]
