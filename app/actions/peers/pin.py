"""The keys of another network are pinned, once two people have compared them by telephone."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.peers.write import require_peers
from app.core import clock
from app.core.errors import Refused, Stale
from app.models import Peer
from app.models.peer import PeerStatus
from app.rules.thumbprint import groups_of, read_back
from app.work import transaction

READ_OUT = 2  # the last groups of each key, as its people read them out


def pin_peer(peer_id: int, *, signing: str, sealing: str, seen: str, by: Actor) -> Peer:
    """From now on it may ask, and is asked. `signing` and `sealing` are what its people read out of the last two groups of each key, `seen` the
    thumbprints of the page that was decided on. Raises Refused at the field that differs, and Stale when other keys came meanwhile."""
    with transaction(by=by) as work:
        require_peers(by)
        peer = work.lock(Peer, peer_id)
        if not peer.signing_key or not peer.sealing_key:
            raise Refused(_("Its keys have not been fetched yet."))
        if peer.status is not PeerStatus.PENDING:
            raise Refused(_("Its keys are pinned already."))
        if seen != seen_of(peer):
            raise Stale(_("Its keys were fetched again meanwhile. Compare these."))
        for field, typed, thumbprint in (("signing", signing, peer.signing_thumbprint), ("sealing", sealing, peer.sealing_thumbprint)):
            if read_back(typed) != "".join(groups_of(thumbprint)[-READ_OUT:]):
                raise Refused(
                    _("This is not what the key says here. If it is what they read out, somebody stands between you: do not go on."),
                    field=field,
                )
        Peer.moves.move(peer, "activate")
        peer.pinned_at, peer.pinned_by, peer.trouble = clock.now(), by.name, ""
    return peer


def seen_of(peer: Peer) -> str:
    """Which keys a page shows."""
    return f"{peer.signing_thumbprint}.{peer.sealing_thumbprint}"
