"""What is said about another network: by whom, and what its address may be. Shared by add and change."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.federation_keys import own_address
from app.access.permissions import Permission
from app.actions.fill import demand
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Peer
from app.rules.federation_address import Wrong, base_of
from app.work import Work
from config import Mode


def require_peers(by: Actor) -> None:
    """Whoever another network may ask is asked about everybody. Raises Forbidden."""
    require(by, Permission.PEER_WRITE)
    require_whole_network(by)


def settle_peer(work: Work, peer: Peer) -> None:
    """Raises Refused at the field."""
    demand(peer, "name", "base_url")
    address = base_of(peer.base_url, http_is_fine=current_app.extensions["settings"].mode is not Mode.PRODUCTION)
    if isinstance(address, Wrong):
        if address is Wrong.NOT_HTTPS:
            raise Refused(_("The address must begin with https://: what is asked there is somebody's PIN."), field="base_url")
        raise Refused(_("This is no address of a Foyer, such as https://foyer.example.com."), field="base_url")
    if address == own_address():
        raise Refused(_("This is our own address."), field="base_url")
    if work.session.scalar(select(Peer.id).where(Peer.base_url == address, Peer.id != (peer.id or 0))) is not None:
        raise Refused(_("A network with this address is known already."), field="base_url")
    peer.base_url = peer.peer_id = address
