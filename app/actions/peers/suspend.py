"""Another network is neither asked nor answered for a while, and comes back with the keys that were compared."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.peers.write import require_peers
from app.core.errors import Refused
from app.models import Peer
from app.models.peer import PeerStatus
from app.work import transaction


def suspend_peer(peer_id: int, *, by: Actor) -> Peer:
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        Peer.moves.move(peer, "suspend")
    return peer


def activate_peer(peer_id: int, *, by: Actor) -> Peer:
    """Of one that was suspended. Raises Refused for one whose keys nobody compared."""
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        if peer.status is PeerStatus.PENDING:
            raise Refused(_("Compare its keys first."))
        Peer.moves.move(peer, "activate")
        peer.failures, peer.rests_until = 0, None
    return peer
