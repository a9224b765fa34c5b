"""One row becomes a lead, by the very action of who types one; where its person has an open lead, it goes on with that one (S5)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.scope import narrowed
from app.actions.leads.create import create_lead
from app.actions.leads.go_on import Again, go_on
from app.actions.packages.near import near
from app.actions.people_imports.find import one_of
from app.core import clock
from app.core.errors import Refused
from app.models import Activity, FoyerUser, Lead, Location
from app.models.activity import ActivityKind
from app.models.lead import LeadOrigin
from app.queries.leads.open_lead import open_lead
from app.queries.leads.turn import owners_of
from app.rules.lead_heat import Heat
from app.work import Work

FACTS = ("name", "email", "phone", "company", "message", "places", "wanted_on", "source")
NOON = dt.time(12)


@dataclass(frozen=True, slots=True)
class BroughtLead:
    """`is_there`: this very row came in before. `joins`: it is no new lead, it went on with one that is open."""

    lead: Lead
    is_there: bool = False
    joins: bool = False


def bring_in_lead(work: Work, values: dict[str, Any]) -> BroughtLead:
    """In the transaction of the caller, in the name of its actor. Raises what creating a lead raises, at the column of the file."""
    key = key_of(values)
    known = work.session.scalars(select(Lead).where(Lead.key == key)).one_or_none()
    if known is not None:
        return BroughtLead(work.get(Lead, known.id), is_there=True)
    place = _place(work, values.get("location", ""))
    facts = {name: values[name] for name in FACTS if values.get(name) is not None} | _referrer(work, values.get("referrer", ""))
    at = _asked_at(values.get("asked_on"), place)
    owner_id = _owner(work, place, values.get("owner", ""))
    found = open_lead(
        work.session, email=values.get("email", ""), phone=values.get("phone", ""), name=values["name"], country=place.country, now=at
    )
    if found is None or (work.by.location_ids is not None and found.location_id not in work.by.location_ids):
        made = create_lead(
            key=key,
            location_id=place.id,
            owner_id=owner_id,
            heat=values.get("heat") or Heat.COLD,
            asked_at=at,
            origin=LeadOrigin.IMPORT,
            anyway=True,
            by=work.by,
            **facts,
        )
        return BroughtLead(made)
    subject, text = _("Read from a spreadsheet"), values.get("message", "")
    said = select(Activity.id).where(
        Activity.lead_id == found.id, Activity.kind == ActivityKind.ENQUIRY, Activity.subject == subject, Activity.text == text
    )
    if work.session.scalar(said.limit(1)) is not None:
        return BroughtLead(found, is_there=True)
    go_on(work, found.id, Again(at=at, subject=subject, text=text, heat=values.get("heat"), facts=facts), country=place.country)
    return BroughtLead(found, joins=True)


def key_of(values: dict[str, Any]) -> str:
    """The same row, whichever file it comes from."""
    return "import-" + hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _place(work: Work, text: str) -> Location:
    if text:
        found: Location = one_of(work, Location, "location", text)
        return found
    seen = work.session.scalars(narrowed(select(Location), work.by, Location).order_by(Location.id).limit(2)).all()
    if len(seen) != 1:
        raise Refused(_("Is needed."), field="location")
    return seen[0]


def _asked_at(day: dt.date | None, place: Location) -> dt.datetime:
    """At noon of that day, there; today is now."""
    now = clock.now()
    if day is None or day == clock.today(place.zone):
        return now
    if day > clock.today(place.zone):
        raise Refused(_("This day is still to come."), field="asked_on")
    return dt.datetime.combine(day, NOON, ZoneInfo(place.zone)).astimezone(dt.UTC)


def _referrer(work: Work, text: str) -> dict[str, Any]:
    """A user by their address; anything else is what they said themselves."""
    if "@" not in text:
        return {"referred_by": text} if text else {}
    query = select(FoyerUser.id).where(func.lower(FoyerUser.email) == text.lower())
    found = work.session.scalars(narrowed(query, work.by, FoyerUser)).first()
    if found is None:
        raise Refused(_("There is nobody with the address %(address)s in Foyer.", address=text[:100]), field="referrer")
    return {"referrer_id": found}


def _owner(work: Work, place: Location, text: str) -> int | None:
    if not text:
        return None
    people = owners_of(work.session, place.id)
    found = [each.id for each in people if text.lower() in (each.email.lower(), str(each).lower())]
    if len(found) != 1:
        known = [each.email if "@" in text else str(each) for each in people]
        raise Refused(
            _("Nobody of that address or name works with leads at %(place)s.", place=place.name) + near(text, known), field="owner"
        )
    return found[0]
