"""State: what every answer of the sandbox may look at."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.sandbox.store import Store


@dataclass
class State:
    """The lasting store, the calls in flight right now, and the most that ever were."""

    store: Store
    url: str = ""
    smtp_port: int = 0
    _busy: Counter[str] = field(default_factory=Counter)
    _most: Counter[str] = field(default_factory=Counter)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def in_flight(self, name: str) -> Iterator[None]:
        """Counts one more call under this name while it lasts."""
        with self._guard:
            self._busy[name] += 1
            self._most[name] = max(self._most[name], self._busy[name])
        try:
            yield
        finally:
            with self._guard:
                self._busy[name] -= 1

    def at_once(self, name: str) -> int:
        """How many calls of this name are in flight."""
        with self._guard:
            return self._busy[name]

    def most_at_once(self) -> dict[str, int]:
        """How many calls of each name were ever in flight together since the sandbox began or was reset, those that were refused included."""
        with self._guard:
            return dict(self._most)

    def forget_most(self) -> None:
        with self._guard:
            self._most.clear()
