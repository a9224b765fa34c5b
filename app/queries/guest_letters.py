"""What the mails about guests tell: to the guest who came, to whom they visit, and to who is invited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models import CheckIn, Delivery, Visit
from app.queries.presence.wifi import GuestWifi, wifi_of


@dataclass(frozen=True, slots=True)
class GuestTold:
    """`host` is a person of the house, or empty: what a guest typed about whom they visit is for the house alone. `company` is what they
    said, or for a visitor of another network its name."""

    name: str
    company: str
    host: str
    said_host: str
    address: str
    at: dt.datetime
    wifi: GuestWifi | None


@dataclass(frozen=True, slots=True)
class VisitTold:
    """`address` is where the house is; `until` may be open."""

    name: str
    host: str
    address: str
    at: dt.datetime
    until: dt.datetime | None
    note: str


def guest_told(session: Session, delivery: Delivery) -> GuestTold:
    row = session.get_one(CheckIn, delivery.check_in_id)
    company = row.peer.name if row.peer is not None else row.company
    return GuestTold(row.name, company, str(row.host or ""), row.host_name, row.location.address, row.arrived_at, wifi_of(session, row.id))


def visit_told(session: Session, delivery: Delivery) -> VisitTold:
    row = session.get_one(Visit, delivery.visit_id)
    return VisitTold(row.name, str(row.host or ""), row.location.address, row.expected_at, row.until_at, row.note)
