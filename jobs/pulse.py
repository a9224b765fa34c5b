"""Signs of life of a worker while its one thread is at a job: a thread beside it gives them, for the life of the process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from redis.exceptions import RedisError


class Pulse:
    """Beats only while a job runs: between jobs the worker gives them itself, so that one that hangs there is missed."""

    def __init__(self, beat: Callable[[], None], *, every: float) -> None:
        self.beat, self.every = beat, every
        self._works, self._lock = False, threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def beating(self) -> Iterator[None]:
        """As long as the block runs, and never after it: a worker that took its leave must not come back."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._watch, name="pulse", daemon=True)
            self._thread.start()
        self._works = True
        try:
            yield
        finally:
            with self._lock:
                self._works = False

    def _watch(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self.every)
            with self._lock, suppress(RedisError):  # the worker finds out by itself that Redis is away
                if self._works:
                    self.beat()
