"""Change what is said about another network. Another address is another network."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.peers.fields import PeerFields
from app.actions.peers.write import require_peers
from app.core.errors import Refused
from app.models import Peer
from app.work import transaction


def change_peer(peer_id: int, *, by: Actor, **fields: Unpack[PeerFields]) -> Peer:
    """Raises Refused at a field."""
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        if fields.pop("base_url", peer.base_url) != peer.base_url:
            raise Refused(_("A network keeps its address. Add the other address as a new one."), field="base_url")
        fill(work, peer, fields)
        demand(peer, "name")
    return peer
