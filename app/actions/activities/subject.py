"""Whom an activity is with, which of their leads it belongs to, and at which location it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Contact, Lead, Location
from app.queries.contacts.place import open_lead_of, place_of
from app.work import Work


@dataclass(frozen=True, slots=True)
class With:
    """The contact that counts (never one that was merged away), the lead if there is one, and where."""

    contact: Contact
    lead: Lead | None
    location: Location


def with_whom(work: Work, contact_id: int, lead_id: int | None = None) -> With:
    """Without a `lead_id` it is their open lead that was last heard of, if there is one that the actor may see.

    Raises Missing for what the actor may not see, Forbidden without contact:write, Refused for somebody else's lead, or at no location.
    """
    require(work.by, Permission.CONTACT_WRITE)
    contact = work.get(Contact, contact_id)
    if contact.merged_into_id is not None:
        contact = work.get(Contact, contact.merged_into_id)
    lead = work.get(Lead, lead_id) if lead_id is not None else open_lead_of(work.session, contact, by=work.by)
    if lead is not None and lead.contact_id != contact.id:
        raise Refused(_("That lead is of somebody else."), field="lead")
    location = lead.location if lead is not None else place_of(work.session, contact, by=work.by)
    if location is None:
        raise Refused(_("%(name)s is at no location yet: make a lead for them first.", name=contact.name))
    return With(contact, lead, location)
