"""Another network asks over HTTP: the right PIN of a member with a license is answered, and nobody learns anything else (K4)."""

from __future__ import annotations

import datetime as dt
import json
import logging

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.peers import answer
from app.actions.peers.keys import rotate_keys
from app.core import clock
from app.core.month import Month
from app.models import AuditEvent, FederationKey, License, PeerRequest, WrongPin
from app.models.organisation import OrganisationStatus
from app.models.peer import Answer, Direction, KeyUse, PeerStatus
from app.queries.presence.settlement import settlement
from app.rules.federation import ANSWERS
from app.rules.federation_seal import opened, signer_of, verified
from benchmarks.peer import Network
from views.peers import federation

VERIFY = "/federation/v1/pin/verify"
JOSE = {"Content-Type": "application/jose"}


@pytest.fixture(autouse=True)
def fresh_limits(web_app):
    web_app.appbuilder.sm.limiter.reset()


@pytest.fixture
def post(client):
    def send(body: bytes, **head: str):
        return client.post(VERIFY, data=body, headers=JOSE | head)

    return send


def refused(told) -> bool:
    return (told.status_code, told.data, told.mimetype) == (403, b"", "text/plain")


def wrong_for(pin):
    return f"{(int(pin) + 1) % 1000000:06d}"


def test_our_keys_are_shown_and_their_other_halves_sealed(client, session, us):
    shown = client.get("/federation/v1/keys").get_json()
    assert shown["issuer"] == us
    assert {(key["crv"], key["use"]) for key in shown["keys"]} == {("Ed25519", "sig"), ("X25519", "enc")}
    assert all(set(key) == {"kty", "crv", "x", "use", "alg", "kid"} for key in shown["keys"])
    assert client.get("/federation/v1/keys").get_json() == shown
    for row in session.scalars(select(FederationKey)):
        assert row.public["x"].encode() not in row.sealed_private and b'"d"' not in row.sealed_private


def test_a_member_is_named_towards_one_network_alone(post, there, us, member, session):
    peer, other = there.known(), Network("https://third.example")
    other.known("Third")
    user, pin = member(first_name="Ann", last_name="Adams")
    said = there.reads(post(there.asks(pin, us)).data)
    assert (said["result"], said["member"]["display_name"], said["member"]["valid_until"], said["wifi"]) == ("ok", "Ann Adams", "", True)
    assert other.reads(post(other.asks(pin, us)).data)["member"]["ref"] != said["member"]["ref"]
    assert there.reads(post(there.asks(pin, us)).data)["member"]["ref"] == said["member"]["ref"]
    kept = session.scalars(select(PeerRequest).where(PeerRequest.peer_id == peer.id).order_by(PeerRequest.id)).first()
    assert (kept.answer, kept.user_id, kept.ref, kept.place, kept.day) == (
        Answer.OK,
        user.id,
        said["member"]["ref"],
        "THERE1",
        clock.now().date(),
    )


def test_who_checks_out_there_was_not_there_by_it(post, there, us, member, session, admin):
    peer = there.known()
    _user, pin = member()
    for told, days in (({"leaving": True}, 0), ({}, 1), ({"leaving": True}, 1)):
        assert there.reads(post(there.asks(pin, us, **told)).data)["result"] == "ok"
        assert settlement(session, peer.id, Month.of(clock.now().date()), Direction.IN, by=admin).days == days


@pytest.mark.parametrize(
    "who", ["a stranger's PIN", "switched off", "license over", "not yet", "paused", "organisation suspended", "no license"]
)
def test_who_may_not_visit_is_nobody(who, post, there, us, member, make, session):
    there.known()
    user, pin = member()
    license, today = session.scalars(select(License)).one(), clock.now().date()
    if who == "a stranger's PIN":
        pin = wrong_for(pin)
    elif who == "switched off":
        user.active = False
    elif who == "license over":
        license.ends_on = today - dt.timedelta(days=2)
    elif who == "not yet":
        license.starts_on = today + dt.timedelta(days=2)
    elif who == "paused":
        make.pause(license, today - dt.timedelta(days=2))
    elif who == "organisation suspended":
        license.organisation.status = OrganisationStatus.INACTIVE
    else:
        license.user_id = None
    session.commit()
    said = there.reads(post(there.asks(pin, us)).data)
    assert (said["result"], said["member"], said["wifi"]) == ("no", {}, False)
    assert len(session.scalars(select(WrongPin)).all()) == 1
    assert session.scalars(select(AuditEvent).where(AuditEvent.noun.in_(("peer_request", "wrong_pin")))).all() == []


def test_a_yes_and_a_no_are_equally_long_and_take_equally_long(post, there, us, member):
    there.known()
    _user, pin = member(first_name="Bartholomew", last_name="Featherstonehaugh-Cholmondeley")
    answers = [post(there.asks(each, us)) for each in (pin, wrong_for(pin))]
    assert [there.reads(each.data)["result"] for each in answers] == ["ok", "no"]
    assert len(answers[0].data) == len(answers[1].data) < 4096


def test_five_wrong_ones_lock_that_place_of_that_network_and_no_other(post, there, us, member):
    there.known()
    other = Network("https://third.example")
    other.known("Third")
    _user, pin = member()

    def says(network, typed, place="THERE1"):
        return network.reads(post(network.asks(typed, us, place=place)).data)["result"]

    with time_machine.travel(clock.now(), tick=False) as june:
        assert [says(there, wrong_for(pin)) for _ in range(5)] == ["no"] * 5
        assert says(there, wrong_for(pin)) == says(there, pin) == "locked"
        assert says(there, pin, "THERE2") == says(other, pin) == "ok"
        june.shift(dt.timedelta(minutes=14, seconds=59))
        assert says(there, pin) == "locked"
        june.shift(dt.timedelta(seconds=1))
        assert says(there, pin) == "ok"


def test_naming_ever_other_places_does_not_help_who_guesses(post, there, us, member, monkeypatch):
    monkeypatch.setattr(answer, "MOST_WRONG", 8)
    there.known()
    _user, pin = member()
    said = [there.reads(post(there.asks(wrong_for(pin), us, place=f"P{number}")).data)["result"] for number in range(9)]
    assert said == ["no"] * 8 + ["locked"]


def test_what_was_said_before_or_is_off_is_refused_without_a_word(post, client, there, us, member, session):
    peer = there.known()
    _user, pin = member()
    now = clock.now()
    good = there.asks(pin, us, jti="a" * 22)
    assert post(good).status_code == 200
    again = [good, there.asks(pin, us, jti="a" * 22), there.asks(wrong_for(pin), us, jti="a" * 22)]
    stale = [there.asks(pin, us, at=now - dt.timedelta(seconds=32)), there.asks(pin, us, at=now + dt.timedelta(seconds=33))]
    foreign = [Network().asks(pin, us), Network("https://third.example").asks(pin, us), there.asks(pin, "https://elsewhere.example")]
    rubbish = [b"", b"x" * 5000, good[:-4] + b"AAAA", good.replace(b".", b"", 1), json.dumps({"pin": pin}).encode()]
    for body in (*again, *stale, *foreign, *rubbish):
        assert refused(post(body)), body[:60]
    assert refused(post(there.asks(pin, us), **{"Content-Type": "text/plain"}))
    for status in (PeerStatus.PENDING, PeerStatus.SUSPENDED):
        peer.status = status
        session.commit()
        assert refused(post(there.asks(pin, us)))
    assert len(session.scalars(select(PeerRequest)).all()) == 1
    assert session.scalars(select(WrongPin)).all() == []


def test_one_address_asks_no_more_than_so_often(client, monkeypatch):
    monkeypatch.setattr(federation, "A_MINUTE", 3)
    assert [client.get("/federation/v1/keys").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_an_old_key_opens_for_thirty_days_and_then_nothing(post, there, us, member, session):
    there.known()
    _user, pin = member()
    now = clock.now()
    with time_machine.travel(now, tick=False) as june:
        body = there.asks(pin, us)
        before = {row.use: (row.kid, row.public) for row in session.scalars(select(FederationKey))}
        pair = rotate_keys(by=SYSTEM)
        assert {row.kid for row in pair.values()}.isdisjoint({kid for kid, _ in before.values()})
        inner, _kid = opened(post(body).data, {there.sealing[2]: there.sealing[0]})
        assert signer_of(inner, ANSWERS) == before[KeyUse.SIGN][0]  # whoever compared the old pair still believes us
        assert verified(inner, before[KeyUse.SIGN][1])["result"] == "ok"
        june.shift(dt.timedelta(days=31))
        old = Network(there.base_url, there.signing, there.sealing)
        assert there.reads(post(old.asks(pin, us)).data)["result"] == "ok"
        rotate_keys(at_once=True, by=SYSTEM)
        assert len(session.scalars(select(FederationKey)).all()) == 2


def test_nothing_of_it_is_in_the_logs(post, there, us, member, caplog):
    there.known()
    _user, pin = member()
    caplog.set_level(logging.DEBUG)
    body = there.asks(pin, us)
    for each in (body, body, there.asks(wrong_for(pin), us)):
        post(each)
    assert "refused" in caplog.text
    for secret in (pin, wrong_for(pin), body.decode(), body.decode().split(".")[3], "eyJ"):
        assert secret not in caplog.text
