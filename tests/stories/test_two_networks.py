"""Two Foyers on two databases, over real HTTP: their people compare keys, a member of one checks in at the other, and both count the same day (K4)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from app.access.actor import SYSTEM, Actor
from app.access.permissions import Permission
from app.access.roles import MEMBER, NETWORK_ADMIN
from app.actions.peers.add import add_peer
from app.actions.peers.ask import ask_peers
from app.actions.peers.keys import own_keys
from app.actions.peers.pin import pin_peer, seen_of
from app.actions.peers.suspend import suspend_peer
from app.actions.pins.check import member_by_pin
from app.actions.pins.renew import renew_pin
from app.cli.scratch import scratch
from app.cli.servers.ports import any_free
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused, Stale
from app.core.month import Month
from app.models import Peer, PeerRequest, WifiVoucher
from app.models.peer import Answer, Direction, KeyUse, PeerStatus
from app.queries.presence.question import answer_to
from app.queries.presence.settlement import settlement
from app.rules.thumbprint import groups_of
from config import Settings
from tests.make import Make
from tests.world import World

pytestmark = pytest.mark.slow


@dataclass
class Foyer:
    """One of the two, at its own address."""

    app: Flask
    url: str
    world: World

    @contextmanager
    def inside(self) -> Iterator[Any]:
        with self.app.app_context():
            yield db.session()
            db.session.remove()

    def reads_out(self) -> tuple[str, str]:
        """What its people say by telephone: the last two groups of both keys."""
        with self.inside():
            pair = own_keys()
            return tuple(" ".join(groups_of(pair[use].kid)[-2:]) for use in (KeyUse.SIGN, KeyUse.SEAL))

    def meets(self, name: str, other: Foyer) -> None:
        with self.inside() as session:
            admin = Make(session).actor(NETWORK_ADMIN)
            peer = add_peer(name=name, base_url=other.url, is_near=True, by=admin)
            self.world.run_jobs()
            peer = session.scalars(select(Peer).where(Peer.id == peer.id)).one()
            assert (peer.trouble, peer.status) == ("", PeerStatus.PENDING)
            signing, sealing = other.reads_out()
            seen = seen_of(peer)
            with pytest.raises(Refused) as no:
                pin_peer(peer.id, signing="12345 67890", sealing=sealing, seen=seen, by=admin)
            assert no.value.field == "signing"
            with pytest.raises(Stale):
                pin_peer(peer.id, signing=signing, sealing=sealing, seen="other.keys", by=admin)
            pin_peer(peer.id, signing=signing, sealing=sealing, seen=seen, by=admin)

    def usage(self, direction: Direction) -> Any:
        with self.inside() as session:
            peer = session.scalars(select(Peer)).one()
            return settlement(session, peer.id, Month.of(clock.now().date()), direction, by=SYSTEM)


@contextmanager
def served(settings: Settings, sandbox: Any) -> Iterator[Foyer]:
    port = any_free()
    own = settings.moved(port=port, public_url=f"http://127.0.0.1:{port}", secret_key=f"{port} is a secret of this test's own")
    app = create_app(own)
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with app.app_context():
        world = World(app, own, sandbox)
    try:
        yield Foyer(app, own.public_url, world)
    finally:
        server.shutdown()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def here(settings, app, sandbox):
    """On the database of the tests, which is emptied afterwards."""
    with served(settings, sandbox) as foyer:
        yield foyer


@pytest.fixture
def home(settings, sandbox):
    with scratch(settings, "a test") as own, served(own, sandbox) as foyer:
        yield foyer


def test_a_member_of_one_is_a_visitor_of_the_other(here, home):
    here.meets("Home", home)
    home.meets("Here", here)
    with home.inside() as session:
        make = Make(session)
        organisation = make.organisation()
        ann = make.user(MEMBER, first_name="Ann", last_name="Adams", organisation_id=organisation.id)
        make.license(organisation, user_id=ann.id)
        pin, ann_id = renew_pin(ann.id, by=SYSTEM), ann.id
    with here.inside() as session:
        place_id = Make(session).location(code="KLF", wifi_network="Kloof Guests").id
        kiosk = Actor(id=None, name="Kiosk", permissions=frozenset({Permission.CHECK_IN_WRITE}), location_ids=frozenset({place_id}))
        for key in ("first", "second"):  # she goes for lunch, and comes again
            with pytest.raises(Refused):
                member_by_pin(pin, place_id, by=kiosk)
            ask_peers(pin, place_id, key, by=kiosk)
            here.world.run_jobs()
            session.expire_all()
            answer, check_in = answer_to(session, key)
            assert (answer, check_in.name, check_in.peer.name, check_in.left_at) == (Answer.OK, "Ann Adams", "Home", None)
        voucher = session.scalars(select(WifiVoucher)).one()
        assert voucher.check_in_id == check_in.id and voucher.until > clock.now() - dt.timedelta(minutes=1)
        ask_peers(f"{(int(pin) + 1) % 1000000:06d}", place_id, "wrong", by=kiosk)
        here.world.run_jobs()
        assert answer_to(session, "wrong") == (Answer.NO, None)
    ours, theirs = here.usage(Direction.OUT), home.usage(Direction.IN)
    assert (ours.days, ours.visitors, ours.stays) == (theirs.days, theirs.visitors, theirs.stays) == (1, 1, theirs.stays)
    assert here.usage(Direction.IN).days == home.usage(Direction.OUT).days == 0
    with home.inside() as session:
        assert {row.user_id for row in session.scalars(select(PeerRequest).where(PeerRequest.answer == Answer.OK))} == {ann_id}
        suspend_peer(session.scalars(select(Peer.id)).one(), by=SYSTEM)
    with here.inside() as session:
        ask_peers(pin, place_id, "third", by=kiosk)
        here.world.run_jobs()
        assert answer_to(session, "third") == (Answer.UNREACHABLE, None)
        assert "compare our keys" in session.scalars(select(Peer.trouble)).one()
