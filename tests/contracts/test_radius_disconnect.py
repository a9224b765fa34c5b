"""Ending a session at an access point that is real down to its packets: yes, already gone, no, silence (RFC 5176, contracts.md 5.3)."""

from __future__ import annotations

import socket
import threading

import pytest
from pyrad.packet import CoAPacket, DisconnectNAK, Packet
from pyrad.server import RemoteHost, Server
from sqlalchemy.orm import Session

from app.integrations.errors import GiveUp, Retry
from app.integrations.radius import Disconnection, Nas
from app.integrations.radius.dynamic import RadiusNas, dictionary
from app.integrations.registry import equip, use
from app.queries.wifi.sessions import sessions
from config import Settings
from tests.freeradius import AccessPoint, free_udp

SECRET = "shared-between-both-of-us"
SESSION = {"username": "Alice@acme.example", "session_id": "s-live", "nas_address": "10.1.1.1", "station": "02-00-00-00-00-01"}
NAKS = {"s-gone": 503, "s-forbidden": 501, "s-busy": 506}


class Door(Server):
    """An access point's side: one live session, some that it refuses, and one that it is slow about."""

    def __init__(self, port: int) -> None:
        super().__init__(dict=dictionary(), auth_enabled=False, acct_enabled=False, coa_enabled=True, coaport=port)
        self.hosts["127.0.0.1"] = RemoteHost("127.0.0.1", SECRET.encode(), "foyer")
        self.heard: list[CoAPacket] = []
        self.BindToAddress("127.0.0.1")

    def HandleDisconnectPacket(self, pkt: CoAPacket) -> None:
        self.heard.append(pkt)
        asked = pkt["Acct-Session-Id"][0]
        if asked == "s-slow" and len(self.heard) < 2:
            return
        reply: Packet = self.CreateReplyPacket(pkt)
        if asked in NAKS:
            reply.code = DisconnectNAK
            reply["Error-Cause"] = NAKS[asked]
        self.SendReplyPacket(pkt.fd, reply)


@pytest.fixture(scope="module")
def door() -> Door:
    (port,) = free_udp(1)
    found = Door(port)
    threading.Thread(target=found.Run, daemon=True).start()  # pyrad's server never ends by itself
    return found


@pytest.fixture
def nas(door: Door) -> RadiusNas:
    door.heard.clear()
    return RadiusNas(address="127.0.0.1", secret=SECRET, port=door.coaport, seconds=0.3, tries=2)


def test_a_live_session_ends_and_is_named_as_the_access_point_knows_it(door: Door, nas: RadiusNas) -> None:
    assert nas.disconnect(**SESSION) is Disconnection.DISCONNECTED

    (asked,) = door.heard
    told = {
        "User-Name": SESSION["username"],
        "NAS-IP-Address": "10.1.1.1",
        "Calling-Station-Id": SESSION["station"],
        "Acct-Session-Id": "s-live",
    }
    assert {name: asked[name][0] for name in told} == told
    assert asked.verify_message_authenticator()
    assert asked["Event-Timestamp"][0]


def test_a_session_that_is_gone_already_is_as_good(nas: RadiusNas) -> None:
    assert nas.disconnect(**{**SESSION, "session_id": "s-gone"}) is Disconnection.ALREADY_GONE


def test_an_answer_that_was_lost_is_asked_for_again(door: Door, nas: RadiusNas) -> None:
    assert nas.disconnect(**{**SESSION, "session_id": "s-slow"}) is Disconnection.DISCONNECTED
    first, second = door.heard
    assert (first.id, first.authenticator) == (second.id, second.authenticator), "the same request, not another"


def test_a_refusal_names_its_cause(nas: RadiusNas) -> None:
    with pytest.raises(GiveUp, match=r"127\.0\.0\.1 refuses .* \(501\)"):
        nas.disconnect(**{**SESSION, "session_id": "s-forbidden"})
    with pytest.raises(Retry, match="506"):
        nas.disconnect(**{**SESSION, "session_id": "s-busy"})


def test_a_wrong_secret_is_silence(door: Door, nas: RadiusNas) -> None:
    nas.secret = "another-secret-than-theirs"
    assert nas.disconnect(**SESSION) is Disconnection.NO_ANSWER
    assert door.heard == []


def test_nobody_there_is_silence() -> None:
    (port,) = free_udp(1)
    assert RadiusNas(address="127.0.0.1", secret=SECRET, port=port, seconds=0.2, tries=1).disconnect(**SESSION) is Disconnection.NO_ANSWER
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        mute = RadiusNas(address="127.0.0.1", secret=SECRET, port=deaf.getsockname()[1], seconds=0.2, tries=2)
        assert mute.disconnect(**SESSION) is Disconnection.NO_ANSWER


def test_noise_is_not_an_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noisy:
        noisy.bind(("127.0.0.1", 0))
        noisy.settimeout(5)

        def babble() -> None:
            request, whom = noisy.recvfrom(4096)
            for words in (b"", b"hello", b"\x29" + request[1:2] + b"\x00\x14" + bytes(16)):
                noisy.sendto(words, whom)

        talking = threading.Thread(target=babble)
        talking.start()
        nas = RadiusNas(address="127.0.0.1", secret=SECRET, port=noisy.getsockname()[1], seconds=0.4, tries=1)
        assert nas.disconnect(**SESSION) is Disconnection.NO_ANSWER
        talking.join()


def test_an_address_that_leads_nowhere_is_tried_later() -> None:
    with pytest.raises(Retry, match="cannot be reached"):
        RadiusNas(address="no such host", secret=SECRET).disconnect(**SESSION)


def test_what_was_reported_is_what_is_ended(access_point: AccessPoint, session: Session, settings: Settings, door: Door) -> None:
    door.heard.clear()
    access_point.report("Start", "Alice@acme.example", "s-live")
    (open_one,) = sessions(session, "alice@acme.example")

    equip(settings)
    client = use(Nas, address="127.0.0.1", secret=SECRET, port=door.coaport)
    ended = client.disconnect(
        username=open_one.username, session_id=open_one.session_id, nas_address=open_one.nas_address, station=open_one.station
    )
    assert ended is Disconnection.DISCONNECTED
    assert door.heard[0]["User-Name"] == ["Alice@acme.example"]
