"""One person is one contact: found by address, else by phone, else made."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select

from app.core.one_at_a_time import one_at_a_time
from app.models import Contact
from app.rules.lead_contact import email_key, phone_key
from app.work import Work


def contact_of(work: Work, *, name: str, email: str, phone: str, company: str, country: str) -> Contact:
    """The contact of that person, within the caller's transaction; `country` (ISO 3166) is where the phone is dialled.

    A phone decides only where one of the two has no address: a switchboard belongs to many. What was empty is filled in, nothing is overwritten.
    """
    by_mail, by_phone = email_key(email) or None, phone_key(phone, country)
    for key in filter(None, (by_mail, by_phone)):  # two enquiries of one person at one moment make one contact
        one_at_a_time(work.session, f"contact {key}")
    found = _by_mail(work, by_mail) or _by_phone(work, by_mail, by_phone)
    if found is None:
        return work.add(Contact(name=name, email=email, email_key=by_mail, phone=phone, phone_key=by_phone, company=company))
    contact = settled(found)
    if by_mail and contact.email_key is None and _by_mail(work, by_mail) is None:
        contact.email, contact.email_key = email, by_mail
    if by_phone and contact.phone_key is None:
        contact.phone, contact.phone_key = phone, by_phone
    contact.company = contact.company or company
    return contact


def settled(contact: Contact) -> Contact:
    """Who it was merged into, if it was."""
    while contact.merged_into is not None:
        contact = contact.merged_into
    return contact


def _by_mail(work: Work, key: str | None) -> Contact | None:
    """Who was merged into another keeps the address as text and gives up the key; the other is found by it still."""
    if key is None:
        return None
    merged = Contact.merged_into_id.is_not(None)
    query = select(Contact).where(or_(Contact.email_key == key, and_(merged, func.lower(Contact.email) == key)))
    return work.session.scalars(query.order_by(merged, Contact.id).limit(1)).one_or_none()


def _by_phone(work: Work, mail: str | None, key: str | None) -> Contact | None:
    if key is None:
        return None
    query = select(Contact).where(Contact.phone_key == key)
    query = query if mail is None else query.where(Contact.email_key.is_(None))
    return work.session.scalars(query.order_by(Contact.merged_into_id.isnot(None), Contact.id).limit(1)).one_or_none()
