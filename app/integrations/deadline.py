"""One deadline for a whole exchange over HTTP or SMTP: when it comes the connection is cut, whatever the other side does with it.

A socket's own timeout begins anew with every byte, so somebody who sends one byte of a header now and then would be waited for without end.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Self

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

_present: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Deadline:
    """`with Deadline(15) as deadline:` the connections of these pools that are used inside, and what it is told to hold, are cut after so many seconds, and then `is_over`."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._held: Any = None
        self._alarm = threading.Timer(seconds, self._ring)
        self._alarm.daemon = True

    def __enter__(self) -> Self:
        self._token = _present.set(self)
        self._alarm.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        with self._lock:
            self._held = None  # a connection that is kept open belongs to the next exchange
        self._alarm.cancel()
        _present.reset(self._token)

    def hold(self, connection: Any) -> None:
        with self._lock:
            self._held = connection
        if self.is_over:
            self._ring()

    def _ring(self) -> None:
        with self._lock:
            self.is_over = True
            if self._held is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._held, socket.SHUT_RDWR)  # not what TLS makes of it: whoever waits in it is another thread


class _Watched:
    """Says which socket an exchange goes over, once it is there: a connection and its handshake have a time of their own."""

    def request(self: Any, *what: Any, **how: Any) -> None:
        if self.sock is None:
            self.connect()
        present = _present.get()
        if present is not None:
            present.hold(self.sock)
        super().request(*what, **how)  # type: ignore[misc]


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    pass


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Https


def watched(pools: urllib3.PoolManager) -> urllib3.PoolManager:
    """The same, with connections that a Deadline can cut."""
    pools.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return pools
