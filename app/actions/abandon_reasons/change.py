"""Change a reason, or take it out of use; what was lost for it is still counted under its name (C5)."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.abandon_reasons.fields import AbandonReasonFields
from app.actions.abandon_reasons.write import require_reasons
from app.actions.fill import demand, fill
from app.models import AbandonReason
from app.work import transaction


def change_abandon_reason(reason_id: int, *, by: Actor, **fields: Unpack[AbandonReasonFields]) -> AbandonReason:
    with transaction(by=by) as work:
        reason = work.lock(AbandonReason, reason_id)
        require_reasons(by)
        fill(work, reason, fields)
        demand(reason, "name")
    return reason
