"""Remove a charge that waits for an invoice."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.charges.change_adhoc import lock_waiting
from app.work import transaction


def remove_adhoc(adhoc_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        work.session.delete(lock_waiting(work, adhoc_id))
