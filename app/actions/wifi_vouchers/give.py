"""A guest who checks in gets a WiFi account of their own that ends at closing time (K3)."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from app.access.kept_passwords import sealed
from app.access.wifi_passwords import ALPHABET, new_wifi_password
from app.actions.wifi.put_account import put_account
from app.models import Access, CheckIn, Guest, Location, WifiVoucher
from app.queries.presence.closing import closes_at
from app.queries.presence.kiosk import is_suspended
from app.rules.access import System
from app.rules.wifi import nt_password
from app.work import Work

LETTERS = 6


def give_voucher(work: Work, check_in: CheckIn, location: Location) -> WifiVoucher | None:
    """Within a transaction: FreeRADIUS knows it from the commit on. None where the location has no WiFi, the visit is over, or the guest
    is a member whose access is suspended (K3): they would be given by their address what was taken from their account."""
    if not location.wifi_network or check_in.left_at is not None:
        return None
    if check_in.guest_id is not None and is_suspended(work.session, work.get(Guest, check_in.guest_id).email):
        return None
    password = new_wifi_password()
    until = closes_at(location, check_in.arrived_at)
    voucher = work.add(
        WifiVoucher(
            check_in_id=check_in.id, location_id=location.id, username=_free_name(work), sealed_password=sealed(password), until=until
        )
    )
    put_account(work.session, voucher.username, nt_password(password), location.guest_wifi_group, until)
    return voucher


def _free_name(work: Work) -> str:
    """`guest-k7mwp3`: no member's, and nobody's before."""
    while True:
        name = "guest-" + "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
        taken = select(Access.id).where(Access.system == System.WIFI, Access.username == name)
        if work.session.scalar(taken) is None and work.session.scalar(select(WifiVoucher.id).where(WifiVoucher.username == name)) is None:
            return name
