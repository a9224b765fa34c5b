"""What may be said about a task that somebody adds."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from app.models.track import TaskKind
from app.rules.task_dates import Anchor


class TaskFields(TypedDict, total=False):
    """Either a day (`due_on`), or so many working days (`offset_days`) after the anchor; with neither it is due today."""

    title: str
    note: str
    kind: TaskKind
    parent_id: int | None
    anchor: Anchor
    offset_days: int
    due_on: dt.date | None
    is_blocking: bool
    is_onboarding: bool
    assignee_id: int | None
