"""Add a reason for which deals are lost (C5)."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.abandon_reasons.fields import AbandonReasonFields
from app.actions.abandon_reasons.write import require_reasons
from app.actions.fill import demand, fill
from app.models import AbandonReason
from app.work import transaction


def create_abandon_reason(*, by: Actor, **fields: Unpack[AbandonReasonFields]) -> AbandonReason:
    with transaction(by=by) as work:
        require_reasons(by)
        reason = AbandonReason(is_active=True)
        fill(work, reason, fields)
        demand(reason, "name")
        return work.add(reason)
