"""A guest's WiFi at a real FreeRADIUS: in until closing time, in the guests' own network, and not a second longer (K3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.kept_passwords import opened
from app.access.roles import FRONT_DESK
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.wifi.add_group import add_wifi_group
from app.actions.wifi.put_account import put_account
from app.core import clock
from app.models import WifiVoucher
from app.models.check_in import Source
from app.rules.wifi import nt_password


def test_in_until_closing_time_and_not_longer(make, session, admin, access_point):
    add_wifi_group(name="guests", vlan=40, by=admin)
    place = make.location(wifi_network="Foyer", guest_wifi_group="guests", opening_hours="24/7")
    row = arrive_guest(
        GuestFacts(email="mia@example.com", name="Mia"), Arrival(place.id, Source.KIOSK, "a"), by=make.actor(FRONT_DESK, at=[place])
    )
    voucher = session.scalars(select(WifiVoucher).where(WifiVoucher.check_in_id == row.id)).one()
    password = opened(voucher.sealed_password)
    inside = access_point.sign_in(voucher.username, password, "peap")
    assert inside.accepted and access_point.sign_in(voucher.username, password).attributes["Tunnel-Private-Group-Id"] == "40"
    assert not access_point.sign_in(voucher.username, "wrong", "peap").accepted
    put_account(session, voucher.username, nt_password(password), "guests", clock.now() - dt.timedelta(seconds=1))
    session.commit()
    assert not access_point.sign_in(voucher.username, password, "peap").accepted
