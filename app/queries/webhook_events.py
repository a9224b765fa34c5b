"""What webhooks tell of: each event, the thing that it is about, and which columns of it. Ids, states, days and amounts; never a name, an address or a word that somebody wrote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import P, Permission
from app.access.scope import visible
from app.core.month import Month
from app.models import Access, Booking, CheckIn, FoyerUser, Invoice, Lead, License, Opportunity, Payment, PaymentAttempt

VERSION = 1  # of the payload: a new field is no new version, a field that goes or changes its meaning is
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Thing:
    """`resource` is its name in the API, where everything else about it is read under the reader's own rights."""

    model: Any
    reads: Permission
    resource: str
    facts: tuple[str, ...]


THINGS: dict[str, Thing] = {
    "member": Thing(FoyerUser, P.USER_READ, "user", ("organisation_id", "location_id", "active")),
    "license": Thing(
        License,
        P.LICENSE_READ,
        "license",
        ("code", "organisation_id", "user_id", "location_id", "membership_id", "space_id", "starts_on", "ends_on"),
    ),
    "invoice": Thing(
        Invoice,
        P.INVOICE_READ,
        "invoice",
        ("number", "organisation_id", "location_id", "status", "currency", "total_cents", "paid_cents", "due_on"),
    ),
    "payment": Thing(
        Payment, P.PAYMENT_READ, "payment", ("organisation_id", "location_id", "kind", "currency", "amount_cents", "received_on")
    ),
    "charge": Thing(
        PaymentAttempt,
        P.PAYMENT_READ,
        "payment_attempt",
        ("organisation_id", "location_id", "invoice_id", "state", "amount_cents", "for_good", "retry_on"),
    ),
    "booking": Thing(
        Booking,
        P.BOOKING_READ,
        "booking",
        ("code", "location_id", "room_id", "user_id", "organisation_id", "starts_at", "ends_at", "status", "currency", "charged_cents"),
    ),
    "lead": Thing(Lead, P.LEAD_READ, "lead", ("location_id", "status", "origin", "owner_id")),
    "opportunity": Thing(
        Opportunity,
        P.OPPORTUNITY_READ,
        "opportunity",
        ("code", "location_id", "lead_id", "owner_id", "stage", "stage_since", "value_cents", "currency", "organisation_id"),
    ),
    "check_in": Thing(
        CheckIn,
        P.CHECK_IN_READ,
        "check_in",
        ("location_id", "user_id", "guest_id", "visit_id", "source", "arrived_at", "left_at", "left_by"),
    ),
    "access": Thing(Access, P.ACCESS_READ, "access", ("user_id", "location_id", "system", "state", "settled_at")),
}
# By type: (thing, what happened). The order is that of the form.
EVENTS: dict[str, tuple[str, Any]] = {
    "member.created": ("member", _("Somebody can sign in: a member or staff")),
    "member.updated": ("member", _("Something about them changed")),
    "member.deactivated": ("member", _("They cannot sign in any more")),
    "member.activated": ("member", _("They can sign in again")),
    "license.created": ("license", _("A license was given; starts_on is its first day")),
    "license.updated": ("license", _("A license was changed, paused or resumed")),
    "license.moved": ("license", _("It goes on as this license, at another place or membership")),
    "license.ended": ("license", _("Its last day was set (ends_on), or taken back")),
    "license.removed": ("license", _("It was a mistake and is gone")),
    "invoice.approved": ("invoice", _("An invoice has its number")),
    "invoice.sent": ("invoice", _("It was sent")),
    "invoice.paid": ("invoice", _("It is paid in full")),
    "invoice.voided": ("invoice", _("It was voided")),
    "payment.received": ("payment", _("Money came in")),
    "payment.failed": ("charge", _("A card was declined")),
    "booking.created": ("booking", _("A room is booked")),
    "booking.updated": ("booking", _("Its room, time or words changed")),
    "booking.cancelled": ("booking", _("It was cancelled")),
    "lead.created": ("lead", _("Somebody asked, or was added")),
    "opportunity.created": ("opportunity", _("An opportunity was opened for a lead")),
    "opportunity.stage_changed": ("opportunity", _("It went into another stage; won and abandoned are stages too")),
    "check_in.created": ("check_in", _("A member or guest came in")),
    "check_in.ended": ("check_in", _("They left")),
    "access.updated": ("access", _("WiFi, printing or doors of a person are as they should be now")),
}

# What else the house said of it, beside the id.
ALSO = {"opportunity.stage_changed": ("before", "after"), "license.moved": ("replaces_id",)}


def thing_of(event: str) -> Thing:
    return THINGS[EVENTS[event][0]]


def row_for(session: Session, by: Actor, event: str, row_id: int, *, location_id: int | None) -> Any:
    """The row, when `by` may read it and it is of the location; else None."""
    thing = thing_of(event)
    if not by.may(thing.reads):
        return None
    criterion = visible(by, thing.model)
    row = session.scalars(select(thing.model).where(thing.model.id == row_id, *(() if criterion is None else (criterion,)))).one_or_none()
    return row if row is not None and location_id in (None, place_of(row)) else None


def place_of(row: Any) -> int | None:
    """Its location; of a person without one that of their organisation."""
    if row.location_id is None and isinstance(row, FoyerUser) and row.organisation is not None:
        return row.organisation.location_id
    found: int | None = row.location_id
    return found


def is_gone(session: Session, event: str, row_id: int) -> bool:
    model = thing_of(event).model
    return not session.scalar(select(exists().where(model.id == row_id)))


def data_of(event: str, row: Any) -> dict[str, Any]:
    """What stands in a message about this row."""
    thing = thing_of(event)
    return {"id": row.id, **{name: plain(getattr(row, name)) for name in thing.facts}, "resource": f"/api/v1/{thing.resource}/{row.id}"}


def plain(value: Any) -> Any:
    """As JSON: days and instants by ISO 8601, words of a choice as they are in the API."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, dt.date | Month | Decimal | UUID) else value


def may_be_told(event: str, by: Actor) -> bool:
    """Whether somebody may read what a message of this event tells; whoever looks after webhooks need not read all of it. A test tells of nothing."""
    return event not in EVENTS or by.may(thing_of(event).reads)
