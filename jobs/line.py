"""A process's own connection to PostgreSQL for the outbox, apart from the session that jobs work in. It comes back by itself."""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg
import structlog

from app.core import database

log = structlog.get_logger("jobs")

PAUSE = 0.25  # seconds between tries
LOST = (psycopg.OperationalError, psycopg.InterfaceError)


class Line:
    """Every statement is its own transaction. `patience`: seconds to wait for a server that restarts; `first`: said on each new connection."""

    def __init__(self, url: str, *, patience: float = 10.0, options: str = "", first: str = "") -> None:
        self.url, self.patience, self.first = url, patience, first
        self.options = database.options(url, "-c timezone=UTC", "-c statement_timeout=30s", *([options] if options else []))
        self._connection: psycopg.Connection[Any] | None = None
        self._owner = 0

    def connection(self) -> psycopg.Connection[Any]:
        """Open, and of this very process: a forked child must not speak on its parent's socket."""
        if self._connection is None or self._connection.closed or self._owner != os.getpid():
            self._connection = psycopg.connect(
                self.url, autocommit=True, connect_timeout=5, options=self.options, **database.noticing(self.url)
            )
            self._owner = os.getpid()
            if self.first:
                self._connection.execute(self.first)
        return self._connection

    def rows(self, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
        """What the statement returns. Repeated when the connection breaks, so it has to be one that may be."""
        began, told = time.monotonic(), False
        while True:
            try:
                cursor = self.connection().execute(statement, values)
                return cursor.fetchall() if cursor.description else []
            except LOST as lost:
                self.close()
                if time.monotonic() - began > self.patience:
                    raise
                if not told:
                    log.warning("waiting for the database", reason=type(lost).__name__)
                told = True
                time.sleep(PAUSE)

    def close(self) -> None:
        if self._connection is not None and self._owner == os.getpid():
            self._connection.close()
        self._connection = None
