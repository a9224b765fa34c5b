"""Where another network is, for a job that asks it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.entity import db
from app.models import Peer


@dataclass(frozen=True, slots=True)
class Where:
    base_url: str
    is_near: bool


def where_is(peer_id: int) -> Where | None:
    """None for one that was removed meanwhile."""
    peer = db.session().get(Peer, peer_id)
    return Where(peer.base_url, peer.is_near) if peer is not None else None
