"""Forget background work that is long done, so that the tables stay small. Parked jobs stay until a person decides."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import OutboxMessage, ScheduleSlot
from app.models.outbox import OutboxState
from app.work import transaction


def forget_done_work(*, older_than: dt.timedelta, by: Actor) -> tuple[int, int]:
    """How many messages and how many slots of schedules were removed."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        before = now() - older_than
        old = delete(OutboxMessage).where(OutboxMessage.state == OutboxState.DONE, OutboxMessage.done_at < before)
        messages = work.session.scalars(old.returning(OutboxMessage.id)).all()
        past = delete(ScheduleSlot).where(ScheduleSlot.finished_at < before)
        slots = work.session.scalars(past.returning(ScheduleSlot.id)).all()
    return len(messages), len(slots)
