"""How somebody wants to hear of each kind: as they chose, else as it begins."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import NotificationSwitch
from app.models.notification import NotificationKind, Way

K = NotificationKind
# Tasks that are due have a mail of their own each morning.
IN_BELL_ALONE = frozenset({K.TASK_OVERDUE, K.BULK_FINISHED})


def first_way(kind: NotificationKind) -> Way:
    """Until somebody chooses."""
    return Way.BELL if kind in IN_BELL_ALONE else Way.DIGEST


def ways_of(session: Session, user_id: int) -> dict[NotificationKind, Way]:
    """Every kind, in its order."""
    rows = session.scalars(select(NotificationSwitch).where(NotificationSwitch.user_id == user_id))
    chosen = {row.kind: row.way for row in rows}
    return {kind: chosen.get(kind, first_way(kind)) for kind in NotificationKind}


def deaf_to(session: Session, kind: NotificationKind, user_ids: Iterable[int]) -> set[int]:
    """Who of them does not want to hear of that kind at all."""
    of = (NotificationSwitch.kind == kind, NotificationSwitch.way == Way.NONE, NotificationSwitch.user_id.in_(set(user_ids)))
    return set(session.scalars(select(NotificationSwitch.user_id).where(*of)))
