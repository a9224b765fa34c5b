"""Somebody waits no longer; what was offered to them is free again."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.waiting_list.close import close_offer, end_entry
from app.models import WaitingEntry
from app.models.waiting_entry import WaitingStatus
from app.queries.offers import open_offer
from app.work import transaction


def withdraw_waiting_entry(entry_id: int, *, reason: str = "", by: Actor) -> WaitingEntry:
    """Raises Refused when they were served, or had left the list already."""
    with transaction(by=by) as work:
        entry = work.lock(WaitingEntry, entry_id)
        require(by, Permission.WAITING_ENTRY_WRITE, entry)
        offer = open_offer(work.session, entry.id)
        if offer is not None:
            close_offer(work, entry, offer, "withdraw", reason)
        entry.reason = reason.strip()[:500]
        if entry.status is not WaitingStatus.SERVED or offer is None:
            end_entry(entry, "withdraw")
    return entry
