"""MeetingTold: a meeting or visit was planned, changed or called off, and its people are to hear of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class MeetingTold(Event):
    """`sequence` is the one that they hear of; `removed` are addresses that need not come any more."""

    activity_id: int
    sequence: int
    removed: list[str]
