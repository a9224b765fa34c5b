"""Remove a network that was never let in; one that was is suspended, since its visits are settled."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.peers.write import require_peers
from app.core.errors import Refused
from app.models import Peer, PeerRequest
from app.models.peer import PeerStatus
from app.work import transaction


def remove_peer(peer_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        visited = work.session.scalar(select(PeerRequest.id).where(PeerRequest.peer_id == peer.id).limit(1))
        if peer.status is not PeerStatus.PENDING or visited is not None:
            raise Refused(_("People of this network were here, or ours were there. Suspend it instead."))
        work.session.delete(peer)
