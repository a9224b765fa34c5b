"""How a guest gets into the WiFi, for the page that they see when they are in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.kept_passwords import opened
from app.core import clock
from app.models import WifiVoucher


@dataclass(frozen=True, slots=True)
class GuestWifi:
    """`password` in clear: for the guest's own eyes alone."""

    network: str
    username: str
    password: str
    until: dt.datetime

    @property
    def code(self) -> str:
        """What phones read as a network with a log-in of its own."""
        return f"WIFI:T:WPA2-EAP;E:PEAP;PH2:MSCHAPV2;S:{_escaped(self.network)};I:{_escaped(self.username)};P:{_escaped(self.password)};;"


def wifi_of(session: Session, check_in_id: int) -> GuestWifi | None:
    """None where the location has none, or its time is over."""
    row = session.scalars(select(WifiVoucher).where(WifiVoucher.check_in_id == check_in_id)).one_or_none()
    if row is None or row.until <= clock.now():
        return None
    return GuestWifi(row.location.wifi_network, row.username, opened(row.sealed_password), row.until)


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in '\\;,:"' else letter for letter in text)
