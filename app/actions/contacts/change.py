"""Change what is known of a contact; its keys follow, so that it is found again."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.activities.words import line_of
from app.actions.contacts.country import country_of
from app.actions.emails import one_address
from app.core.errors import Refused
from app.models import Contact
from app.rules.lead_contact import email_key, phone_is_possible, phone_key
from app.work import Work, transaction


def change_contact(
    contact_id: int, *, name: str, email: str = "", phone: str = "", company: str = "", language: str = "", by: Actor
) -> Contact:
    """Raises Missing, Forbidden, and Refused at the field that is wrong: another contact's address is a reason to merge the two."""
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_WRITE)
        contact = work.lock(Contact, contact_id)
        if contact.merged_into_id is not None:
            raise Refused(_("This contact was merged into another one: change that one."))
        contact.name = line_of(name, 200, "name", needed=True)
        contact.company = line_of(company, 200, "company")
        contact.language = line_of(language, 10, "language")
        contact.email = one_address(email, field="email")
        contact.email_key = _free(work, contact, email_key(contact.email))
        contact.phone = line_of(phone, 40, "phone")
        country = country_of(work, contact)
        if not phone_is_possible(contact.phone, country):
            raise Refused(_("This cannot be a phone number."), field="phone")
        contact.phone_key = phone_key(contact.phone, country)
    return contact


def _free(work: Work, contact: Contact, key: str) -> str | None:
    with work.session.no_autoflush:
        taken = work.session.scalar(select(Contact.name).where(Contact.email_key == key, Contact.id != contact.id)) if key else None
    if taken is not None:
        raise Refused(_("Another contact has this address: merge the two."), field="email")
    return key or None
