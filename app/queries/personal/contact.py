"""A contact without an account (a lead, a guest, somebody who waits): what they are known by, and the dry run of their erasure (K5)."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import CheckIn, Contact, Erasure, FoyerUser, Guest, Lead, WifiVoucher
from app.queries.contacts.addresses import addresses_of
from app.queries.personal.plan import Plan, plan_for
from app.queries.personal.sign_up import against_address
from app.queries.personal.subject import each, namesakes
from app.rules.subject import Subject


def subject_of_contact(session: Session, contact: Contact) -> Subject:
    """Under every address of theirs, by every name that was said with one."""
    mails = addresses_of(session, contact)
    said = [contact.name]
    for model in (Lead, Guest):
        said += session.scalars(select(model.name).where(func.lower(model.email).in_(mails)).order_by(model.id)).all()
    phones = [contact.phone, *session.scalars(select(Lead.phone).where(Lead.contact_id == contact.id))]
    pairs = [name.strip().rpartition(" ") for name in said if name.strip()]
    known = Subject(
        0,
        each(first or last for first, _space, last in pairs),
        each(last for first, _space, last in pairs if first),
        each(mails),
        each(phones),
        _accounts(session, mails),
        contact=contact.id,
    )
    return replace(known, shared=namesakes(session, known))


def _accounts(session: Session, mails: list[str]) -> tuple[str, ...]:
    """Their names at the WiFi."""
    theirs = select(WifiVoucher.username).join(CheckIn, CheckIn.id == WifiVoucher.check_in_id).join(Guest, Guest.id == CheckIn.guest_id)
    return tuple(session.scalars(theirs.where(func.lower(Guest.email).in_(mails))))


def contact_plan(session: Session, contact: Contact) -> Plan:
    """Nothing is written."""
    return plan_for(session, subject_of_contact(session, contact), against_contact(session, contact))


def against_contact(session: Session, contact: Contact) -> list[str]:
    """Whoever has an account is erased with it; an address that invoices go to is a customer's."""
    return [reason for mail in addresses_of(session, contact) for reason in against_address(session, mail)]


def account_of(session: Session, contact: Contact) -> FoyerUser | None:
    """The person with an account whom this contact is."""
    return session.scalars(select(FoyerUser).where(func.lower(FoyerUser.email).in_(addresses_of(session, contact)))).first()


def erasure_of_contact(session: Session, contact_id: int) -> Erasure | None:
    return session.scalars(select(Erasure).where(Erasure.contact_id == contact_id)).one_or_none()


def typed_for(contact: Contact) -> tuple[str, str]:
    """What has to be typed before an erasure, and how it is called: the mail address, else the phone, else the name."""
    if contact.email:
        return contact.email, _("mail address")
    return (contact.phone, _("phone number")) if contact.phone else (contact.name, _("name"))
