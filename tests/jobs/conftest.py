"""What tests of background work need: rows in the outbox, an empty Valkey, and the table that jobs note their runs in."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.rows import namedtuple_row
from redis import Redis

from config import Settings
from jobs.relay import Relay
from tests.jobs import noted


class Outbox:
    """Rows as another process sees them."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True, row_factory=namedtuple_row)
        self.count = itertools.count(1)

    def post(
        self, job: str = "tests.jobs.noted.note", *, queue: str = "mail", wait: float = 0, payload: dict[str, Any] | None = None
    ) -> int:
        """A due row, or one that is due in `wait` seconds; the key of a note is the row's number."""
        n = next(self.count)
        given = payload if payload is not None else {"key": f"row-{n}"}
        statement = """
            INSERT INTO outbox_message (event, job, queue, key, payload, request_id, not_before)
            VALUES ('Tested', %s, %s, %s, %s, %s, now() + make_interval(secs => %s)) RETURNING id"""
        return self.one(statement, job, queue, f"test-{n}", json.dumps(given), f"request-{n}", wait).id

    def one(self, statement: str, *values: Any) -> Any:
        return self.connection.execute(statement, values).fetchone()

    def all(self, statement: str, *values: Any) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def row(self, message_id: int) -> Any:
        """With the seconds until it may run, and until its lease ends."""
        statement = """
            SELECT *, extract(epoch FROM not_before - now())::float AS wait, extract(epoch FROM lease_until - now())::float AS lease
            FROM outbox_message WHERE id = %s"""
        return self.one(statement, message_id)

    def change(self, message_id: int, assignment: str) -> None:
        self.connection.execute(f"UPDATE outbox_message SET {assignment} WHERE id = %s", [message_id])

    def notes(self) -> list[str]:
        return [row.key for row in self.all("SELECT key FROM noted ORDER BY id")]

    def states(self) -> dict[str, int]:
        return {row.state: row.count for row in self.all("SELECT state, count(*) FROM outbox_message GROUP BY state")}


@pytest.fixture
def outbox(app: Flask, settings: Settings) -> Iterator[Outbox]:
    found = Outbox(settings.database_url)
    found.connection.execute(noted.TABLE)
    yield found
    found.connection.execute("DROP TABLE noted")
    found.connection.close()


@pytest.fixture
def redis(settings: Settings) -> Iterator[Redis]:
    with Redis.from_url(settings.redis_url) as found:
        found.flushall()
        yield found
        found.flushall()


@pytest.fixture
def relay(settings: Settings, redis: Redis) -> Iterator[Relay]:
    found = Relay(settings)
    found.line.connection()
    yield found
    found.line.close()
    found.redis.close()
