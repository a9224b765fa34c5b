"""The keys of another network are fetched again, to be compared anew; until then it is neither asked nor answered."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.peers.events import PeerKeysWanted
from app.actions.peers.write import require_peers
from app.models import Peer
from app.work import transaction


def repin_peer(peer_id: int, *, by: Actor) -> Peer:
    """Also for one whose keys never came. The thumbprints of before stay until others come, so that a change is said."""
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        Peer.moves.move(peer, "repin")
        peer.signing_key, peer.sealing_key, peer.pinned_at, peer.pinned_by, peer.trouble = {}, {}, None, "", ""
        peer.failures, peer.rests_until = 0, None
        work.emit(PeerKeysWanted(peer.id))
    return peer
