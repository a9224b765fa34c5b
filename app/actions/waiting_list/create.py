"""Put somebody on the waiting list, whether or not they are a customer."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.waiting_list.check import settle_entry
from app.actions.waiting_list.fields import WaitingEntryFields
from app.core import clock
from app.models import Location, WaitingEntry
from app.work import transaction


def create_waiting_entry(*, by: Actor, **fields: Unpack[WaitingEntryFields]) -> WaitingEntry:
    """They wait since today, unless another day is said: a list on paper can be taken over."""
    with transaction(by=by) as work:
        require(by, Permission.WAITING_ENTRY_WRITE)
        entry = WaitingEntry(name="", email="")
        with work.session.no_autoflush:
            fill(work, entry, {name: value for name, value in fields.items() if value not in (None, "")})
            settle_entry(work, entry)
            require(by, Permission.WAITING_ENTRY_WRITE, entry)
            entry.since = entry.since or clock.today(work.get(Location, entry.location_id).zone)
        return work.add(entry)
