"""What Foyer keeps about a contact who has no account, in a ZIP, at once: there is not much of it (K5, GDPR 15, POPIA 23)."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import Contact
from app.queries.personal.collect import files_of, masked, tables_of
from app.queries.personal.contact import subject_of_contact
from app.rendering.personal_zip import personal_zip
from app.work import transaction


def export_contact(contact_id: int, *, by: Actor) -> bytes:
    """That it was taken is on record. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        require(by, Permission.USER_EXPORT)
        contact = work.get(Contact, contact_id)
        subject = subject_of_contact(work.session, contact)
        tables = masked(work.session, subject, list(tables_of(work.session, subject)))
        work.record("export", "contact", [{"noun_id": contact.id, "name": contact.name, "location_id": None, "changes": {}}])
        return personal_zip(contact.name, clock.now().isoformat(timespec="seconds"), tables, list(files_of(work.session, subject)))
