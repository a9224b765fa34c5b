"""Change what somebody waits for; their place in the line stays, unless the day since when they wait is changed."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.waiting_list.check import settle_entry
from app.actions.waiting_list.fields import WaitingEntryFields
from app.models import WaitingEntry
from app.work import transaction


def change_waiting_entry(entry_id: int, *, by: Actor, **fields: Unpack[WaitingEntryFields]) -> WaitingEntry:
    """An offer that stands is not touched by it."""
    with transaction(by=by) as work:
        entry = work.lock(WaitingEntry, entry_id)
        require(by, Permission.WAITING_ENTRY_WRITE, entry)
        with work.session.no_autoflush:
            fill(work, entry, fields)
            settle_entry(work, entry)
            require(by, Permission.WAITING_ENTRY_WRITE, entry)
    return entry
