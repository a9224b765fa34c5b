"""Add another network: its keys are fetched once, and then two people compare them."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.peers.events import PeerKeysWanted
from app.actions.peers.fields import PeerFields
from app.actions.peers.write import require_peers, settle_peer
from app.models import Peer
from app.work import transaction


def add_peer(*, by: Actor, **fields: Unpack[PeerFields]) -> Peer:
    """Nothing is asked there, nor answered, before somebody has compared its keys. Raises Refused at a field."""
    with transaction(by=by) as work:
        require_peers(by)
        peer = Peer(name="", base_url="", peer_id="")
        with work.session.no_autoflush:
            fill(work, peer, fields)
            settle_peer(work, peer)
        work.add(peer)
        work.emit(PeerKeysWanted(peer.id))
        return peer
