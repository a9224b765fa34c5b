"""What the mails about guests tell: to the guest who came, to whom they visit, and to who is invited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CheckIn, Delivery, Visit, WifiVoucher


@dataclass(frozen=True, slots=True)
class SealedVoucher:
    network: str
    username: str
    sealed_password: bytes
    until: dt.datetime


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
    wifi: SealedVoucher | None


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
    voucher = session.scalars(select(WifiVoucher).where(WifiVoucher.check_in_id == row.id)).one_or_none()
    wifi = SealedVoucher(row.location.wifi_network, voucher.username, voucher.sealed_password, voucher.until) if voucher is not None else None
    company = row.peer.name if row.peer is not None else row.company
    return GuestTold(row.name, company, str(row.host or ""), row.host_name, row.location.address, row.arrived_at, wifi)


def visit_told(session: Session, delivery: Delivery) -> VisitTold:
    row = session.get_one(Visit, delivery.visit_id)
    return VisitTold(row.name, str(row.host or ""), row.location.address, row.expected_at, row.until_at, row.note)
