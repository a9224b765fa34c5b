"""Pace: so many calls a second from all workers together, and no more."""

from __future__ import annotations

import threading
import time
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

from app.core.valkey import connect

if TYPE_CHECKING:
    from redis import Redis

log = structlog.get_logger("pace")

# a tenth more than a second: on the way two calls can come closer together, and one too many would fall into the same second over there
WINDOW = 1.1
LATE = 0.03  # seconds after its turn from which on a call would come among the turns of others, and takes a new one
TRIES = 5  # turns that one call may miss: a machine that is never in time goes on all the same, and the vendor says no
AWAY = 5.0  # seconds without asking Redis again once it did not answer

# The last turns given, newest first, by the clock of Redis: the next is now, or when the oldest is out of the window.
TURN = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local oldest = redis.call('LINDEX', KEYS[1], ARGV[1] - 1)
local turn = now
if oldest and oldest + ARGV[2] > now then turn = oldest + ARGV[2] end
redis.call('LPUSH', KEYS[1], string.format('%.0f', turn))
redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)
redis.call('PEXPIRE', KEYS[1], math.ceil((turn - now + ARGV[2]) / 1000))
return string.format('%.0f', turn - now)"""


class Pace:
    """Lets a burst through at once; who would be one too many waits until the oldest is out of the window.

    With a `redis_url` the turns are given out there, under `name`, to all processes of this Foyer. Without, and for as
    long as Redis does not answer (when workers get no new jobs either), each process counts for itself.
    """

    def __init__(self, calls: int, window: float = WINDOW, *, name: str = "", redis_url: str = "") -> None:
        self.window, self._calls = window, calls
        self._starts: deque[float] = deque(maxlen=calls)
        self._turn = threading.Lock()
        self._key = f"foyer:pace:{name}"
        self._redis_url = redis_url
        self._away_until = 0.0

    def wait(self) -> None:
        """Until it is this call's turn."""
        for _missed in range(TRIES):
            asked = time.monotonic()
            pause = self._shared()
            if pause is None:
                break
            time.sleep(max(0.0, pause))
            if time.monotonic() - asked - pause < LATE:
                return
        else:
            return
        self._alone()

    def _shared(self) -> float | None:
        """Seconds until the turn that Redis gave; None when it gives none."""
        if not self._redis_url or time.monotonic() < self._away_until:
            return None
        from redis.exceptions import RedisError  # here and below, because a process that asks no vendor needs none of it

        try:
            return int(self._redis.eval(TURN, 1, self._key, self._calls, round(self.window * 1_000_000))) / 1_000_000
        except RedisError as lost:
            log.warning("each process keeps the pace alone", reason=type(lost).__name__)
            self._away_until = time.monotonic() + AWAY
            return None

    @cached_property
    def _redis(self) -> Redis:
        return connect(self._redis_url, socket_connect_timeout=1, socket_timeout=1)

    def _alone(self) -> None:
        with self._turn:
            if len(self._starts) == self._starts.maxlen:
                time.sleep(max(0.0, self._starts[0] + self.window - time.monotonic()))
            self._starts.append(time.monotonic())
