"""Another network as tests and drills make it: keys of its own, known here as a peer, and what it says in its name."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from app.actions.peers.keys import own_keys
from app.core import clock
from app.core.entity import db
from app.models import Peer
from app.models.peer import KeyUse, PeerStatus
from app.rules.federation import ASKS, Ask
from app.rules.federation_seal import SEAL, SIGN, new_key, opened, told, verified

THEIRS = "https://there.example"


@dataclass
class Network:
    """A peer of ours, by the keys that it holds."""

    base_url: str = THEIRS
    signing: tuple[dict[str, Any], dict[str, Any], str] = field(default_factory=lambda: new_key(SIGN))
    sealing: tuple[dict[str, Any], dict[str, Any], str] = field(default_factory=lambda: new_key(SEAL))

    def known(self, name: str = "There", *, status: PeerStatus = PeerStatus.ACTIVE, **wishes: Any) -> Peer:
        keys = {
            "signing_key": self.signing[1],
            "sealing_key": self.sealing[1],
            "signing_thumbprint": self.signing[2],
            "sealing_thumbprint": self.sealing[2],
        }
        peer = Peer(
            **{"name": name, "base_url": self.base_url, "peer_id": self.base_url, "status": status, "pinned_at": clock.now()}
            | keys
            | wishes
        )
        db.session.add(peer)
        db.session.commit()
        return peer

    def asks(
        self,
        pin: str,
        us: str,
        *,
        place: str = "THERE1",
        at: dt.datetime | None = None,
        jti: str = "",
        leaving: bool = False,
        claims: bytes = b"",
    ) -> bytes:
        """A request as it goes to us; `claims` instead of the usual ones."""
        now = at or clock.now()
        ask = Ask(self.base_url, us, now, jti or secrets.token_urlsafe(16), pin, place, now.date(), leaving)
        ours = own_keys()[KeyUse.SEAL]
        return told(
            claims or ask.claims(), typ=ASKS, signer=self.signing[0], kid=self.signing[2], reader=ours.public, reader_kid=ours.kid
        ).encode()

    def reads(self, answer: bytes) -> dict[str, Any]:
        """The claims of an answer, signed by our present key."""
        inner, _kid = opened(answer, {self.sealing[2]: self.sealing[0]})
        return verified(inner, own_keys()[KeyUse.SIGN].public)
