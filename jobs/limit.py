"""A time limit on a job, kept by the process's alarm clock, and said to the pool, which ends a process that does not hear its own."""

from __future__ import annotations

import ctypes
import mmap
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from jobs.reasons import TooLong

ends: ctypes.c_double | None = (
    None  # where the pool looks, in a child of it: the steady clock's second at which the present job has to be over, 0 without one
)


def shared() -> ctypes.c_double:
    """A number that this process and those that it forks read and write together."""
    return ctypes.c_double.from_buffer(mmap.mmap(-1, ctypes.sizeof(ctypes.c_double)))


def _tell(second: float) -> None:
    if ends is not None:
        ends.value = second


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TooLong inside the block when the time is up. Only the main thread has an alarm; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong(seconds)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _tell(time.monotonic() + seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _tell(0)
        signal.signal(signal.SIGALRM, before)
