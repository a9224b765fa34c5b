"""A guest checks themselves in, at the tablet or on their own phone: as somebody new, as who was here before, or with the pass of an invitation (K1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.guests.keep_photo import keep_photo
from app.core.errors import Refused
from app.models import CheckIn, Visit
from app.models.check_in import Source
from app.queries.presence.by_pass import visit_by_pass
from app.queries.presence.hosts import host_named
from app.queries.presence.kiosk import guest_known
from app.rules.lead_contact import email_key
from app.work import Work, transaction


@dataclass(frozen=True, slots=True)
class GuestSaid:
    """What was typed and tapped. `same` is the host of the last time; `pass_secret` the invitation's; `photo` a picture's bytes."""

    email: str = ""
    name: str = ""
    company: str = ""
    host_id: int | None = None
    host_name: str = ""
    same: bool = False
    pass_secret: str = ""
    terms_id: int | None = None
    language: str = ""
    photo: bytes = b""
    address: str = ""


def guest_arrives(
    said: GuestSaid, *, location_id: int, source: Source, key: str, at: dt.datetime | None = None, by: Actor
) -> tuple[CheckIn, bool]:
    """The check-in, and whether they were in already. The same `key` is the same check-in, however often it is told.

    Raises Refused at `email`, `name`, `host`, `terms`, `photo` or `pass`.
    """
    with transaction(by=by) as work:
        visit = _visit(work, said.pass_secret)
        email = (visit.email if visit is not None else "") or said.email
        host_id, host_name = _host(work, said, visit, location_id, email)
        facts = GuestFacts(
            email=email,
            name=said.name or (visit.name if visit is not None else ""),
            company=said.company or (visit.company if visit is not None else ""),
            language=said.language,
            terms_id=said.terms_id,
            address=said.address,
        )
        visit_id = visit.id if visit is not None else None
        arrival = Arrival(location_id, source, key, at=at, host_id=host_id, host_name=host_name, visit_id=visit_id)
        row = arrive_guest(facts, arrival, by=by)
        again = row.key != arrival.key
        if said.photo and not again and row.guest is not None:
            keep_photo(work, row.guest, said.photo)
        return row, again


def _visit(work: Work, secret: str) -> Visit | None:
    if not secret:
        return None
    found = visit_by_pass(work.session, secret)
    if found is None:
        raise Refused(_("This pass is not known here. Check in as a guest, or ask at the desk."), field="pass")
    return found


def _host(work: Work, said: GuestSaid, visit: Visit | None, location_id: int, email: str) -> tuple[int | None, str]:
    if visit is not None:
        return visit.host_id, ""
    if not said.same:
        host_id = said.host_id or host_named(work.session, location_id, said.host_name)
        return host_id, said.host_name if host_id is None else ""
    came_for = guest_known(work.session, location_id, email_key(email)).came_for
    if came_for is None:
        raise Refused(_("Say whom you visit."), field="host")
    return came_for
