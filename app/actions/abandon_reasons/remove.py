"""Remove a reason that no deal was lost for."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.abandon_reasons.write import require_reasons
from app.models import AbandonReason
from app.work import transaction


def remove_abandon_reason(reason_id: int, *, by: Actor) -> None:
    """Refused by the database while an opportunity names it."""
    with transaction(by=by) as work:
        reason = work.lock(AbandonReason, reason_id)
        require_reasons(by)
        work.session.delete(reason)
