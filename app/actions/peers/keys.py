"""Our own keys: shown to whoever asks, and made anew when somebody says so."""

from __future__ import annotations

from typing import Any

from app.access.actor import SYSTEM, Actor, require
from app.access.federation_keys import key_in_use, own_address, retire_keys
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.models import FederationKey
from app.models.peer import KeyUse
from app.work import Work, transaction


def own_keys() -> dict[KeyUse, FederationKey]:
    """The pair in use, made when it is first asked for."""
    with transaction(by=SYSTEM) as work:
        return _pair(work)


def shown_keys() -> dict[str, Any]:
    """What `GET /federation/v1/keys` answers: a JWK set (RFC 7517), and what we call ourselves."""
    uses = {KeyUse.SIGN: {"use": "sig", "alg": "Ed25519"}, KeyUse.SEAL: {"use": "enc", "alg": "ECDH-ES"}}
    return {"issuer": own_address(), "keys": [row.public | uses[use] | {"kid": row.kid} for use, row in own_keys().items()]}


def rotate_keys(*, at_once: bool = False, by: Actor) -> dict[KeyUse, FederationKey]:
    """A new pair. Other networks have to compare it before we can ask them again; for 30 days they still reach us by the old one, unless
    it ends `at_once`, as when it may be in wrong hands. Raises Forbidden."""
    with transaction(by=by) as work:
        require(by, Permission.PEER_WRITE)
        require_whole_network(by)
        retire_keys(work.session, at_once=at_once)
        return _pair(work)


def _pair(work: Work) -> dict[KeyUse, FederationKey]:
    return {use: key_in_use(work.session, use) for use in KeyUse}
