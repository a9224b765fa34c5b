"""A license that is paused or ends sends its holder off the WiFi now: a real FreeRADIUS knows the session, a real access point is told."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
from flask import Flask
from pyrad.packet import CoAPacket
from pyrad.server import RemoteHost, Server
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.access.settle import settle_access
from app.actions.licenses.end import end_license
from app.actions.licenses.pause import pause_license
from app.actions.wifi.end_session import end_session
from app.core import clock
from app.core.errors import Missing
from app.integrations.radius.dynamic import dictionary
from app.models import Access, License
from app.queries.wifi.online import connections, online
from app.rules.access import System
from tests.freeradius import AccessPoint, free_udp
from tests.make import Make
from tests.world import World

SECRET = "shared-between-both-of-us"
DEVICE = {"NAS_IP_Address": "127.0.0.1"}


class Roof(Server):
    """The access point's other side: it ends what it is told to end, and reports that, as access points do."""

    def __init__(self, port: int, access_point: AccessPoint) -> None:
        super().__init__(dict=dictionary(), auth_enabled=False, acct_enabled=False, coa_enabled=True, coaport=port)
        self.hosts["127.0.0.1"] = RemoteHost("127.0.0.1", SECRET.encode(), "foyer")
        self.access_point = access_point
        self.ended: list[tuple[str, str]] = []
        self.BindToAddress("127.0.0.1")

    def HandleDisconnectPacket(self, pkt: CoAPacket) -> None:
        name, session = pkt["User-Name"][0], pkt["Acct-Session-Id"][0]
        self.ended.append((name, session))
        self.access_point.report("Stop", name, session, Acct_Session_Time=60, Acct_Input_Octets=1500, Acct_Output_Octets=9000, **DEVICE)
        self.SendReplyPacket(pkt.fd, self.CreateReplyPacket(pkt))


@pytest.fixture(scope="module")
def port() -> int:
    return free_udp(1)[0]


@pytest.fixture(scope="module")
def roof(access_point: AccessPoint, port: int) -> Roof:
    found = Roof(port, access_point)
    threading.Thread(target=found.Run, daemon=True).start()  # pyrad's server never ends by itself
    return found


@pytest.fixture
def license(app: Flask, make: Make, world: World, roof: Roof, port: int, tmp_path):
    """Somebody with a license who is online, at an access point that Foyer may tell to end it."""
    before = app.extensions["settings"]
    clients = tmp_path / "clients"
    clients.write_text(f"127.0.0.1 {SECRET}\n")
    app.extensions["settings"] = replace(world.settings, radius_clients=str(clients), radius_coa_port=port)
    roof.ended.clear()
    membership = make.membership()
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email="thandi@example.com")
    found = make.license(organisation, membership, user_id=user.id)
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    yield found
    app.extensions["settings"] = before


def signed_in(make: Make, access_point: AccessPoint, session: str = "s-live") -> Access:
    make.session.expire_all()
    account = make.session.scalars(select(Access).where(Access.system == System.WIFI)).one()
    assert account.sealed_password
    assert access_point.sign_in("Thandi", opened(account.sealed_password)).accepted
    access_point.report("Start", "Thandi", session, **DEVICE)
    assert [each.connection.username for each in online(make.session, by=SYSTEM)] == ["thandi"]
    return account


@pytest.mark.parametrize("how", ["paused", "ended"])
def test_a_license_that_stops_ends_the_open_session(
    make: Make, world: World, license: License, access_point: AccessPoint, roof: Roof, how: str
) -> None:
    account = signed_in(make, access_point)
    secret, day = opened(account.sealed_password), clock.today(license.location.zone)
    if how == "paused":
        pause_license(license.id, starts_on=day, by=SYSTEM)
    else:
        end_license(license.id, on=day - dt.timedelta(days=1), by=SYSTEM)
    world.run_jobs()
    assert roof.ended == [("Thandi", "s-live")]
    assert online(make.session, by=SYSTEM) == []
    (over,) = connections(make.session, "thandi")
    assert (over.ended_at is not None, over.downloaded) == (True, 9000)
    make.session.rollback()
    assert not access_point.sign_in("thandi", secret).accepted


def test_one_session_is_ended_from_the_desk_and_the_other_goes_on(
    make: Make, world: World, license: License, access_point: AccessPoint, roof: Roof
) -> None:
    signed_in(make, access_point, "s-phone")
    access_point.report("Start", "Thandi", "s-laptop", Calling_Station_Id="02-00-00-00-00-02", **DEVICE)
    phone = next(each.connection for each in online(make.session, by=SYSTEM) if each.connection.station.endswith("01"))
    elsewhere = make.manager(of=make.location())
    with pytest.raises(Missing):
        end_session(phone.id, by=elsewhere)
    end_session(phone.id, by=make.manager(of=license.location))
    world.run_jobs()
    assert roof.ended == [("Thandi", "s-phone")]
    assert [each.connection.station for each in online(make.session, by=SYSTEM)] == ["02-00-00-00-00-02"]
    with pytest.raises(Missing):
        end_session(phone.id, by=SYSTEM)
