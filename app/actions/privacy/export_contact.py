"""What Foyer keeps about a contact who has no account, taken at once: there is not much of it (K5, GDPR 15, POPIA 23)."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Contact
from app.queries.personal.collect import Collected, File, files_of, masked, tables_of
from app.queries.personal.contact import subject_of_contact
from app.work import transaction


@dataclass(frozen=True, slots=True)
class ContactData:
    person: str
    tables: list[Collected]
    files: list[File]


def export_contact(contact_id: int, *, by: Actor) -> ContactData:
    """That it was taken is on record. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        require(by, Permission.USER_EXPORT)
        contact = work.get(Contact, contact_id)
        subject = subject_of_contact(work.session, contact)
        tables = masked(work.session, subject, list(tables_of(work.session, subject)))
        work.record("export", "contact", [{"noun_id": contact.id, "name": contact.name, "location_id": None, "changes": {}}])
        return ContactData(contact.name, tables, list(files_of(work.session, subject)))
