"""Jobs for tests: they note each run in a table, and end as the test wishes."""

from __future__ import annotations

import signal
import time
from typing import Any

from flask import current_app
from sqlalchemy import text

from app.core.entity import db
from app.request import acting, request_id
from jobs import job

ENDINGS: dict[str, BaseException] = {}

TABLE = """
CREATE TABLE IF NOT EXISTS noted (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, request_id text NOT NULL, actor text NOT NULL,
    began timestamptz NOT NULL DEFAULT clock_timestamp())"""


@job(queue="mail", timeout=30)
def note(key: str, pause: float = 0.0) -> None:
    """One row a run, committed before the pause: a kill in the pause is a kill after the effect."""
    assert current_app.extensions["settings"]
    with db.engine.begin() as connection:
        values = {"key": key, "request_id": request_id.get(), "actor": getattr(acting.get(), "name", "")}
        connection.execute(text("INSERT INTO noted (key, request_id, actor) VALUES (:key, :request_id, :actor)"), values)
    time.sleep(pause)


@job(queue="mail")
def end(how: str) -> None:
    """Ends with the exception that the test put there."""
    raise ENDINGS[how]


@job(queue="mail", timeout=1)
def dawdle(**_wishes: Any) -> None:
    time.sleep(20)


@job(queue="mail", timeout=1)
def hang(key: str) -> None:
    """The first time as in a call of a library that never comes back: no signal is heard."""
    with db.engine.connect() as connection:
        is_first = not connection.scalar(text("SELECT count(*) FROM noted"))
    note(key)
    if is_first:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})
        time.sleep(600)


@job(queue="mail")
def stopped() -> None:
    """As when the worker is told twice to stop."""
    signal.raise_signal(signal.SIGUSR1)


def stick() -> str:
    """A periodic task that fails."""
    raise RuntimeError("the door is stuck")
