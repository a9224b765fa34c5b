"""Pace: so many calls a second from this process, and no more."""

from __future__ import annotations

import threading
import time
from collections import deque

# a tenth more than a second: on the way two calls can come closer together, and one too many would fall into the same second over there
WINDOW = 1.1


class Pace:
    """Lets a burst through at once; who would be one too many waits until the oldest is out of the window."""

    def __init__(self, calls: int, window: float = WINDOW) -> None:
        self.window = window
        self._starts: deque[float] = deque(maxlen=calls)
        self._turn = threading.Lock()

    def wait(self) -> None:
        with self._turn:
            if len(self._starts) == self._starts.maxlen:
                time.sleep(max(0.0, self._starts[0] + self.window - time.monotonic()))
            self._starts.append(time.monotonic())
