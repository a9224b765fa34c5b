"""The queues of background jobs: how many wait, since when, what runs, and what failed for which reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

# One look at what is open or parked, by the two partial indexes: never at the hundreds of thousands that are done.
OPEN = text("""
    SELECT queue, count(*) FILTER (WHERE state IN ('due', 'queued') AND not_before <= now()) AS waiting, count(*) FILTER (WHERE state = 'running') AS running,
        count(*) FILTER (WHERE state = 'due' AND not_before > now()) AS later, min(not_before) FILTER (WHERE state IN ('due', 'queued') AND not_before <= now()) AS oldest
    FROM outbox_message WHERE state IN ('due', 'queued', 'running') GROUP BY queue""")
PARKED = text("""
    SELECT job, last_error AS reason, count(*) AS number, min(id) AS first_id, min(failed_at) AS since, max(failed_at) AS until, max(queue) AS queue
    FROM outbox_message WHERE state = 'parked' GROUP BY job, last_error ORDER BY max(failed_at) DESC NULLS LAST, max(id) DESC LIMIT :most""")
TRYING = text("""
    SELECT job, last_error AS reason, count(*) AS number, min(id) AS first_id, min(not_before) AS again_at, max(failed_at) AS until
    FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND (failures > 0 OR (failed_at IS NOT NULL AND last_error <> '')) GROUP BY job, last_error ORDER BY count(*) DESC LIMIT :most""")
RUNNING = text("SELECT id, job, queue, made_at, attempt FROM outbox_message WHERE state = 'running' ORDER BY id LIMIT :most")
# What is parked is a trouble of its own: it says nothing about who answers now.
FAILING = text("""
    SELECT max(failed_at) AS until, min(trying_since) FILTER (WHERE failed_at > :answered) AS since,
        (SELECT last_error FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND queue = :queue AND trying_since IS NOT NULL AND failed_at > :answered ORDER BY failed_at DESC LIMIT 1) AS reason
    FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND queue = :queue AND trying_since IS NOT NULL""")
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MOST = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """`later` waits for a time that was named; `oldest` is since when the first of those that are due waits."""

    name: str
    waiting: int
    running: int
    later: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """All jobs of one kind that stopped for one reason. `again_at`: the first of them is tried again by itself."""

    job: str
    reason: str
    number: int
    first_id: int
    until: dt.datetime | None
    again_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Failing:
    """`until` is when the last of what is open failed. `since` and `reason` are of those that fail while nobody gets an answer; None and empty: all is well."""

    until: dt.datetime | None
    since: dt.datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Running:
    id: int
    job: str
    queue: str
    made_at: dt.datetime
    attempt: int


def queues(session: Session, names: Sequence[str]) -> list[Queue]:
    """Those of the names, in their order, and any other that something waits in."""
    found = {row.queue: Queue(row.queue, row.waiting, row.running, row.later, row.oldest) for row in session.execute(OPEN)}
    return [found.pop(name, Queue(name, 0, 0, 0, None)) for name in names] + list(found.values())


def parked(session: Session) -> list[Failure]:
    """What nothing tries any more, the latest first."""
    return [Failure(row.job, row.reason, row.number, row.first_id, row.until) for row in session.execute(PARKED, {"most": MOST})]


def trying(session: Session) -> list[Failure]:
    """What failed and is tried again by itself."""
    return [
        Failure(row.job, row.reason, row.number, row.first_id, row.until, row.again_at) for row in session.execute(TRYING, {"most": MOST})
    ]


def running(session: Session) -> list[Running]:
    return [Running(row.id, row.job, row.queue, row.made_at, row.attempt) for row in session.execute(RUNNING, {"most": MOST})]


def failing(session: Session, queue: str, *, answered_at: dt.datetime | None) -> Failing:
    """How the far side of a queue stands, which answered last at that instant: whoever failed before has had their turn since, or will."""
    row = session.execute(FAILING, {"queue": queue, "answered": answered_at or NEVER}).one()
    since = max(row.since, answered_at or NEVER) if row.since is not None else None
    return Failing(row.until, since, row.reason or "")
