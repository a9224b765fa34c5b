"""Who may use the WiFi no more and is online still is sent off once more."""

from __future__ import annotations

from collections.abc import Iterable

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.carry import AccessClosed
from app.work import transaction


def close_again(access_ids: Iterable[int], *, by: Actor) -> None:
    """An access point that was silent, or on no list yet, may hear it now. The session that goes on stays on the page of drift meanwhile."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        work.emit_all([AccessClosed(each) for each in sorted(access_ids)])
