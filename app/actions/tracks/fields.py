"""What may be said about a track, and about a task of one."""

from __future__ import annotations

from typing import TypedDict

from app.models.track import TaskKind, TaskRole
from app.rules.task_dates import Anchor


class TrackFields(TypedDict, total=False):
    """Without a location it is for every one. The default one is what an opportunity takes when nobody chooses."""

    name: str
    location_id: int | None
    note: str
    is_active: bool
    is_default: bool


class TrackTaskFields(TypedDict, total=False):
    """`offset_days` are working days after the anchor, before it when below zero."""

    title: str
    note: str
    kind: TaskKind
    anchor: Anchor
    offset_days: int
    is_blocking: bool
    is_onboarding: bool
    role: TaskRole
