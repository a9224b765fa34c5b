"""What wakes the sending of messages, and what comes in by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.events import Event


@dataclass(frozen=True)
class HooksDue(Event):
    """Some message has to go."""


@dataclass(frozen=True)
class MuchHappened(Event):
    """One event of webhooks, to each of `rows`: the id of the thing, and of its message, which is so the same however often it is told."""

    event: str
    rows: list[list[Any]]
    at: str
