"""Who may write the list of reasons: who writes tracks, in the whole network, because reports count by them everywhere."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network


def require_reasons(by: Actor) -> None:
    require(by, Permission.TRACK_WRITE)
    require_whole_network(by)
