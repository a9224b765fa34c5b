"""What wakes the sending of messages."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class HooksDue(Event):
    """Some message has to go."""
