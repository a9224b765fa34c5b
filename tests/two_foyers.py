"""Two Foyers in one test: each on a database of its own, served over real HTTP, with people who compare keys by telephone."""

from __future__ import annotations

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
from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.peers.add import add_peer
from app.actions.peers.keys import own_keys
from app.actions.peers.pin import pin_peer, seen_of
from app.cli.scratch import scratch
from app.cli.servers.ports import any_free
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused, Stale
from app.core.month import Month
from app.models import Peer
from app.models.peer import Direction, KeyUse, PeerStatus
from app.queries.house_zone import house_zone
from app.queries.presence.settlement import settlement
from app.rules.thumbprint import groups_of
from config import Settings
from tests.make import Make
from tests.world import World


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
            return settlement(session, peer.id, Month.of(clock.today(house_zone(session))), direction, by=SYSTEM)


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
def here(settings: Settings, app: Flask, sandbox: Any) -> Iterator[Foyer]:
    """On the database of the tests, which is emptied afterwards."""
    with served(settings, sandbox) as foyer:
        yield foyer


@pytest.fixture
def home(settings: Settings, sandbox: Any) -> Iterator[Foyer]:
    with scratch(settings, "a test") as own, served(own, sandbox) as foyer:
        yield foyer
