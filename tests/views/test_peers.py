"""Other networks on their screens: added, compared, suspended, settled, and kept from whoever may not see them (K4)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.actions.peers.keep_keys import keep_keys, note_trouble
from app.core import clock
from app.models import AuditEvent, OutboxMessage, Peer, PeerRequest
from app.models.peer import Answer, Direction, PeerStatus
from app.rules.federation_seal import SEAL, SIGN, new_key
from app.rules.thumbprint import groups_of
from benchmarks.peer import THEIRS, Network

KEY, LOCK = new_key(SIGN), new_key(SEAL)


def shown(**changes):
    return {"issuer": THEIRS, "keys": [KEY[1], LOCK[1]]} | changes


@pytest.fixture
def post(login, client):
    login()

    def send(address, **values):
        page = client.get("/profile/edit").get_data(as_text=True)
        return client.post(
            address,
            data=values | {"csrf_token": page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]},
            follow_redirects=True,
        ).get_data(as_text=True)

    return send


def test_a_network_is_added_compared_and_pinned(post, client, session):
    assert "No other networks yet." in client.get("/peers/list/").get_data(as_text=True)
    for wrong, words in (
        ("http://there.example/x", "no address"),
        ("https://there.example/x", "no address"),
        ("http://ftp:x@there.example", "no address"),
    ):
        assert words in post("/peers/add", name="There", base_url=wrong)
    page = post("/peers/add", name="There", base_url="https://THERE.example/", note="Call Thandi")
    peer = session.scalars(select(Peer)).one()
    assert (peer.base_url, peer.peer_id, peer.status) == (THEIRS, THEIRS, PeerStatus.PENDING) and "Call Thandi" in page
    assert session.scalars(select(OutboxMessage.job)).all() == ["jobs.federation.fetch_keys"]
    assert "being fetched" in client.get(f"/peers/keys/{peer.id}").get_data(as_text=True)
    note_trouble(peer.id, "The other network cannot be reached.")
    assert "cannot be reached" in client.get(f"/peers/keys/{peer.id}").get_data(as_text=True)
    keep_keys(peer.id, shown())
    page = client.get(f"/peers/compare/{peer.id}").get_data(as_text=True)
    assert all(group in page for mark in (KEY[2], LOCK[2]) for group in groups_of(mark))
    seen, (signing, sealing) = f"{KEY[2]}.{LOCK[2]}", (" ".join(groups_of(mark)[-2:]) for mark in (KEY[2], LOCK[2]))
    assert "somebody stands between you" in post(f"/peers/compare/{peer.id}", signing=sealing, sealing=sealing, seen=seen)
    assert "may ask, and is asked" in post(f"/peers/compare/{peer.id}", signing=signing, sealing=sealing, seen=seen)
    session.expire_all()
    assert (peer.status, bool(peer.pinned_at), peer.pinned_by != "") == (PeerStatus.ACTIVE, True, True)
    assert {event.noun for event in session.scalars(select(AuditEvent).where(AuditEvent.noun == "peer"))} == {"peer"}
    for verb, status in (("suspend", PeerStatus.SUSPENDED), ("activate", PeerStatus.ACTIVE), ("repin", PeerStatus.PENDING)):
        post("/peers/action_post", action=verb, rowid=peer.id)
        session.expire_all()
        assert peer.status is status
    keep_keys(peer.id, shown(keys=[new_key(SIGN)[1], LOCK[1]]))
    session.expire_all()
    assert "other keys than those that were compared before" in peer.trouble and peer.pinned_at is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        shown(keys=[KEY[1]]),
        shown(keys=[KEY[1], KEY[1], LOCK[1]]),
        shown(keys="x"),
        shown(issuer="https://else.example"),
        shown(issuer=None),
    ],
)
def test_keys_that_are_none_are_said_and_not_kept(told, session):
    peer = Peer(name="There", base_url=THEIRS, peer_id=THEIRS)
    session.add(peer)
    session.commit()
    keep_keys(peer.id, told)
    session.expire_all()
    assert peer.signing_key == {} and peer.trouble


def test_visits_are_counted_once_a_day_and_person(post, client, session, make):
    peer, place = Network().known(), make.location(code="KLF")
    noon = clock.now().replace(hour=12)
    for number, (direction, ref, answer) in enumerate(
        [("out", "r1", "ok"), ("out", "r1", "ok"), ("out", "r2", "ok"), ("out", "r3", "no"), ("in", "r4", "ok")]
    ):
        where = {"location_id": place.id} if direction == "out" else {}
        session.add(
            PeerRequest(
                peer_id=peer.id,
                direction=Direction(direction),
                jti=f"j{number}",
                at=noon + dt.timedelta(minutes=number),
                day=noon.date(),
                place="KLF",
                ref=ref,
                answer=Answer(answer),
                **where,
            )
        )
    session.commit()
    page = client.get(f"/peers/{peer.id}/usage").get_data(as_text=True)
    assert "Their people here" in page and "r1" in page and "r3" not in page
    lines = client.get(f"/peers/{peer.id}/usage.csv?side=here").get_data(as_text=True).splitlines()
    assert lines[1:] == [f"{noon.date()},KLF,r1", f"{noon.date()},KLF,r2"]
    assert len(client.get(f"/peers/{peer.id}/usage.csv?side=there").get_data(as_text=True).splitlines()) == 2
    assert "Nobody in this month." in client.get(f"/peers/{peer.id}/usage?month={noon.year - 1}-01").get_data(as_text=True)


def test_new_keys_are_made_by_whoever_may(post, client, login, make):
    before = client.get("/peers/own").get_data(as_text=True)
    assert "New keys." in post("/peers/rotate", at_once="y")
    assert client.get("/peers/own").get_data(as_text=True) != before


@pytest.mark.parametrize(("role", "status"), [(FRONT_DESK, 403), (LOCATION_MANAGER, 200)])
def test_who_sees_other_networks(role, status, login, make, session):
    browser = login(role, locations=[make.location()])
    assert browser.get("/peers/list/").status_code == status
    assert browser.get("/peers/rotate").status_code == 403
