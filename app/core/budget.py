"""A budget of time for what is read: whoever waits at a page gets an answer, and what takes longer is done elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

CUT = "57014"  # what PostgreSQL calls a statement that it stopped


class TooSlow(Exception):
    """What was read took longer than it may."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__(f"It took longer than {milliseconds} milliseconds.")


@contextmanager
def within(session: Session, milliseconds: int) -> Iterator[None]:
    """For reading alone: raises TooSlow once all statements of the block together, and what is done between them, have taken so long.

    The block is a savepoint that is always taken back, so that the transaction goes on as if nothing had been asked.
    """
    ends, connection = time.monotonic() + milliseconds / 1000, session.connection()

    def limit(_connection: Any, cursor: Any, *_of_the_statement: Any) -> None:
        left = round((ends - time.monotonic()) * 1000)
        if left <= 0:
            raise TooSlow(milliseconds)
        cursor.execute(f"SET LOCAL statement_timeout = {left}")

    inside = session.begin_nested()
    event.listen(connection, "before_cursor_execute", limit)
    try:
        yield
    except OperationalError as broken:
        if getattr(broken.orig, "sqlstate", None) != CUT:
            raise
        raise TooSlow(milliseconds) from broken
    finally:
        event.remove(connection, "before_cursor_execute", limit)
        if not connection.invalidated:
            inside.rollback()
