"""Event: a fact in the past tense that an action tells the rest of the house, through the outbox."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Subclasses are frozen dataclasses of ids and plain values only: their fields become the job's JSON arguments."""

    def payload(self) -> dict[str, Any]:
        return dataclasses.asdict(self)
