"""What another network shows as its keys is kept, so that people can compare it; it is believed by nobody yet."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.peers.keys import own_keys
from app.models import Peer
from app.models.peer import PeerStatus
from app.rules.federation_seal import SEAL, SIGN, Curve, NotBelieved, public_half
from app.work import transaction

LONGEST = 300


def keep_keys(peer_id: int, shown: Any) -> None:
    """`shown` is what its /federation/v1/keys answered, as JSON. What is wrong with it is said on the page of the network."""
    ours = {row.kid for row in own_keys().values()}
    with transaction(by=SYSTEM) as work:
        peer = work.lock(Peer, peer_id)
        if peer.status is not PeerStatus.PENDING or peer.signing_key:
            return
        try:
            (signing, signing_mark), (sealing, sealing_mark) = (_one(shown, curve) for curve in (SIGN, SEAL))
        except NotBelieved:
            peer.trouble = _("What is at this address shows no keys of a Foyer.")
            return
        if shown.get("issuer") != peer.peer_id:
            peer.trouble = _("It calls itself %(address)s. Add it by that address.", address=str(shown.get("issuer"))[:100])
            return
        taken = select(Peer.name).where(Peer.signing_thumbprint == signing_mark, Peer.id != peer.id).limit(1)
        if signing_mark in ours or sealing_mark in ours:
            peer.trouble = _("It shows our own keys.")
            return
        if (other := work.session.scalar(taken)) is not None:
            peer.trouble = _("It shows the keys of %(other)s.", other=other)
            return
        is_other = peer.signing_thumbprint and (peer.signing_thumbprint, peer.sealing_thumbprint) != (signing_mark, sealing_mark)
        peer.trouble = _("These are other keys than those that were compared before. Ask its people why.") if is_other else ""
        peer.signing_key, peer.sealing_key = signing, sealing
        peer.signing_thumbprint, peer.sealing_thumbprint = signing_mark, sealing_mark


def note_trouble(peer_id: int, reason: str) -> None:
    """Its keys could not be fetched."""
    with transaction(by=SYSTEM) as work:
        work.lock(Peer, peer_id).trouble = reason[:LONGEST]


def _one(shown: Any, curve: Curve) -> tuple[dict[str, Any], str]:
    """The one key of that curve. Raises NotBelieved for none, or several."""
    keys = shown.get("keys") if isinstance(shown, dict) else None
    found = [key for key in keys if isinstance(key, dict) and key.get("crv") == curve] if isinstance(keys, list) else []
    if len(found) != 1:
        raise NotBelieved("not one key")
    return public_half(found[0], curve)
