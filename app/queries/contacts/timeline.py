"""What happened with a contact, newest first: what was said and planned, mails, letters of the house, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core.errors import Missing
from app.models import Contact
from app.queries.contacts.entries import Entry, Group, Timeline
from app.queries.contacts.happened import Asked, activities, audited, heats, letters, mails, stages

PAGE = 40
SOURCES: dict[Group, tuple[Callable[[Asked], list[Entry]], ...]] = {
    Group.COMMENTS: (activities,),
    Group.CALLS: (activities,),
    Group.MAILS: (activities, mails),
    Group.MEETINGS: (activities,),
    Group.PAPERS: (activities,),
    Group.LETTERS: (letters,),
    Group.CHANGES: (heats, stages, audited),
}


def timeline(
    session: Session, contact_id: int, *, by: Actor, lead_id: int | None = None, group: Group | None = None, before: dt.datetime | None = None, most: int = PAGE
) -> Timeline:
    """With a `lead_id` without what belongs to other leads of theirs. Raises Missing for a contact that the actor may not see.

    What happened at one instant stays on one page.
    """
    contact = session.scalars(narrowed(select(Contact).where(Contact.id == contact_id), by, Contact)).one_or_none()
    if contact is None:
        raise Missing("Contact not found.")
    asked = Asked(session, contact, by, lead_id, group, before, most + 1)
    sources = dict.fromkeys(source for each, some in SOURCES.items() if group in (None, each) for source in some)
    found = sorted((entry for source in sources for entry in source(asked)), key=lambda entry: entry.at, reverse=True)
    shown = found[:most]
    shown += [entry for entry in found[most:] if shown and entry.at == shown[-1].at]
    older = shown[-1].at if len(found) > len(shown) else None
    return Timeline(contact.id, lead_id, shown, older, group, by.may(Permission.CONTACT_WRITE))
