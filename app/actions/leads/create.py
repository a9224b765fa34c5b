"""Create a lead: typed by staff, told by a program, or read from a spreadsheet."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.contacts.find_or_make import contact_of
from app.actions.fill import fill
from app.actions.leads.assign import own, require_owner, take_turn
from app.actions.leads.check import check_lead
from app.actions.leads.events import LeadCreated
from app.actions.leads.fields import LeadFields
from app.core import clock
from app.core.errors import Refused
from app.models import Lead, Location
from app.models.lead import LeadOrigin
from app.queries.leads.open_lead import open_lead
from app.work import Work, transaction

NOT_COLUMNS = ("anyway", "owner_id", "asked_at")


def create_lead(*, key: str = "", by: Actor, **fields: Unpack[LeadFields]) -> Lead:
    """The same `key` again gives the first lead. Without an owner it goes to the one whose turn it is.

    Raises Refused at `anyway` where the person has an open lead (S5), unless `anyway` is said.
    """
    with transaction(by=by) as work:
        require(by, Permission.LEAD_WRITE)
        known = work.session.scalars(select(Lead).where(Lead.key == key)).one_or_none() if key else None
        if known is not None:
            return work.get(Lead, known.id)
        lead = checked_lead(work, fields, key=key)
        if not fields.get("anyway"):
            _refuse_twin(work, lead, work.get(Location, lead.location_id).country)
        make_lead(work, lead, fields)
    return lead


def checked_lead(work: Work, fields: LeadFields, *, key: str = "") -> Lead:
    """What was asked, as a lead that is written nowhere yet. Raises Refused at a field, and Missing for a location that the actor may not see."""
    given = {name: value for name, value in fields.items() if name not in NOT_COLUMNS and value is not None}
    lead = Lead(code="", name="", email="", phone="", company="", message="", key=key or None, origin=LeadOrigin.STAFF)
    with work.session.no_autoflush:
        fill(work, lead, given)
        check_lead(lead)
        require(work.by, Permission.LEAD_WRITE, lead)
    return lead


def make_lead(work: Work, lead: Lead, fields: LeadFields) -> None:
    """A checked lead is written, of the instant at which it was asked."""
    lead.asked_at = lead.heard_at = fields.get("asked_at") or clock.now()
    write_lead(work, lead, owner_id=fields.get("owner_id"))


def write_lead(work: Work, lead: Lead, *, owner_id: int | None = None) -> None:
    """A checked lead gets its contact, code and owner, and the house hears of it."""
    place = work.session.get_one(Location, lead.location_id)
    lead.contact_id = contact_of(work, name=lead.name, email=lead.email, phone=lead.phone, company=lead.company, country=place.country).id
    give_code(work, lead, f"{place.code}-S")
    if owner_id is not None:
        require_owner(work, lead, owner_id)
    work.add(lead)
    if owner_id is None:
        owner_id = take_turn(work, lead)
    if owner_id is not None:
        own(work, lead, owner_id, is_told=lead.origin is not LeadOrigin.IMPORT)  # nobody gets a mail for each row of a file
    work.emit(LeadCreated(lead.id))


def _refuse_twin(work: Work, lead: Lead, country: str) -> None:
    twin = open_lead(work.session, email=lead.email, phone=lead.phone, name=lead.name, country=country)
    if twin is None:
        return
    by = work.by
    sees = by.location_ids is None or twin.location_id in by.location_ids
    what = _("%(code)s, %(name)s", code=twin.code, name=str(twin)) if sees else _("one at another location")
    raise Refused(
        _("There is an open lead of this person already: %(what)s. Go on with that one, or say that this is another one.", what=what),
        field="anyway",
    )
