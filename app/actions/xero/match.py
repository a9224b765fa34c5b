"""Before the first push: which contacts and items of Xero are ours already (a person says so, nothing is joined by itself)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Refused
from app.core.events import Event
from app.models import Organisation, XeroConnection, XeroContact, XeroMatch
from app.work import transaction


@dataclass(frozen=True)
class MatchesWanted(Event):
    connection_id: int


@dataclass(frozen=True)
class ContactLinked(Event):
    """Xero is told that this contact bears our number."""

    connection_id: int
    organisation_id: int


def want_matches(connection_id: int, *, by: Actor) -> None:
    """A job looks through the contacts and items there."""
    with transaction(by=by) as work:
        require(by, Permission.XERO_WRITE)
        work.emit(MatchesWanted(work.get(XeroConnection, connection_id).id))


def keep_matches(connection_id: int, found: Sequence[dict[str, Any]], *, by: Actor) -> None:
    """What was found takes the place of what was found before."""
    with transaction(by=by) as work:
        work.lock(XeroConnection, connection_id).looked_at = clock.now()
        work.session.execute(delete(XeroMatch).where(XeroMatch.xero_connection_id == connection_id))
        if found:
            work.session.execute(
                insert(XeroMatch), [{"xero_connection_id": connection_id, "organisation_id": None, **each} for each in found]
            )


def link_contacts(connection_id: int, chosen: Mapping[int, str], *, by: Actor) -> int:
    """`chosen` are contact ids by organisation. Returns how many were linked. Raises Refused for one that was not found for it, or stands for another already."""
    with transaction(by=by) as work:
        require(by, Permission.XERO_WRITE)
        connection = work.lock(XeroConnection, connection_id)
        for organisation_id, contact_id in sorted(chosen.items()):
            organisation = work.get(Organisation, organisation_id)
            mine = (
                XeroMatch.xero_connection_id == connection.id,
                XeroMatch.organisation_id == organisation.id,
                XeroMatch.xero_id == contact_id,
            )
            if work.session.scalar(select(XeroMatch.id).where(*mine).limit(1)) is None:
                raise Refused(_("Look in Xero again: that contact was not found for %(organisation)s.", organisation=organisation.name))
            other = work.session.scalar(
                select(XeroContact.organisation_id).where(
                    XeroContact.xero_connection_id == connection.id, XeroContact.contact_id == contact_id
                )
            )
            if other == organisation.id:
                continue
            if other is not None or list(chosen.values()).count(contact_id) > 1:
                raise Refused(
                    _("One contact in Xero stands for one customer: choose another for %(organisation)s.", organisation=organisation.name)
                )
            work.add(XeroContact(organisation_id=organisation.id, xero_connection_id=connection.id, contact_id=contact_id))
            work.emit(ContactLinked(connection.id, organisation.id))
    return len(chosen)
