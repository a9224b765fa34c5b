"""Background work: how soon a job starts after the commit, and how fast a backlog drains beside bare RQ."""

from __future__ import annotations

import functools
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from app import create_app
from app.access.actor import SYSTEM
from app.core.entity import db
from app.core.events import Event
from app.models import OutboxMessage
from app.models.outbox import OutboxState
from app.work import Route, routes, transaction
from config import Settings
from jobs import job, relay, worker
from jobs.child import fork
from jobs.context import inside, settle_in
from jobs.queues import redis_of

NAME = "outbox"
TARGETS = {"start_p95_ms": "< 250", "drained_to_bare": ">= 0.8"}
QUEUE, STARTS = "bench", "bench:starts"
SECOND = 1000


@dataclass(frozen=True)
class Benched(Event):
    """A drop in the backlog."""

    number: int


@dataclass(frozen=True)
class Timed(Event):
    """Asks when its job starts."""

    number: int


@job(queue=QUEUE)
def nothing(number: int) -> None:
    """The job of both sides."""


@job(queue=QUEUE)
def note_start(number: int) -> None:
    with inside() as house, redis_of(house.extensions["settings"]) as store:
        store.hset(STARTS, str(number), time.time())


def measure(settings: Settings, long: bool) -> dict[str, Any]:
    """10,000 rows with `long`, as the target says; 2,000 without. Turn and turn about with bare RQ, since machines have moods."""
    rounds, rows, knocks = (10, 1000, 200) if long else (4, 500, 40)
    app = create_app(settings, web=False)
    settle_in(app)
    routes.update(Benched=[Route("benchmarks.outbox.nothing", QUEUE)], Timed=[Route("benchmarks.outbox.note_start", QUEUE)])
    ours = lambda: relay.main(settings, [QUEUE]), lambda: worker.main(settings, [QUEUE])
    bare, drained = [], []
    with app.app_context(), redis_of(settings) as store, crew(*ours, functools.partial(bare_worker, settings)):
        waits = sorted(starts(store, knocks))
        for _ in range(rounds):
            bare.append(bare_seconds(store, rows))
            drained.append(drain_seconds(rows))
        db.session.remove()
        db.engine.dispose()
    return {
        "start_p50_ms": round(statistics.median(waits) * SECOND, 1),
        "start_p95_ms": round(waits[int(len(waits) * 0.95)] * SECOND, 1),
        "rows": rounds * rows,
        "bare_jobs_per_second": round(rounds * rows / sum(bare)),
        "drained_jobs_per_second": round(rounds * rows / sum(drained)),
        "drained_to_bare": round(sum(bare) / sum(drained), 2),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["start_p95_ms"] < 250 and figures["drained_to_bare"] >= 0.8)


@contextmanager
def crew(*works: Callable[[], int]) -> Iterator[None]:
    """Processes for the time of the block, given a moment to begin listening."""
    pids = [fork("bench", work) for work in works]
    time.sleep(1.5)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
        for pid in pids:
            os.waitpid(pid, 0)


def bare_worker(settings: Settings) -> int:
    """RQ as it comes, with the settings of our own worker."""
    bare = SimpleWorker(
        ["bare"],
        connection=redis_of(settings),
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=15,
        job_monitoring_interval=5,
    )
    bare.work(logging_level="WARNING")
    return 0


def bare_seconds(store: Redis, count: int) -> float:
    """From a full queue to an empty one."""
    queue = Queue("bare", connection=store, serializer=JSONSerializer)
    queue.enqueue_many([Queue.prepare_data(nothing, args=(n,), result_ttl=0, failure_ttl=3600) for n in range(count)])
    return until(lambda: queue.count == 0)


def drain_seconds(count: int) -> float:
    """From the commit of all rows to the last one done."""
    with transaction(by=SYSTEM) as work:
        work.emit_all([Benched(n) for n in range(count)])
    left = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state != OutboxState.DONE)

    def over() -> bool:
        db.session.rollback()
        return not db.session.scalar(left)

    return until(over)


def starts(store: Redis, count: int) -> Iterator[float]:
    """Seconds from before the commit until the job runs, one at a time."""
    for number in range(count):
        began = time.time()
        with transaction(by=SYSTEM) as work:
            work.emit(Timed(number))
        until(lambda number=number: store.hexists(STARTS, str(number)))  # type: ignore[misc]
        yield float(store.hget(STARTS, str(number)) or 0) - began
        time.sleep(0.05)


def until(holds: Callable[[], Any], limit: float = 300.0) -> float:
    """Seconds until it holds."""
    began = time.perf_counter()
    while not holds():
        if time.perf_counter() - began > limit:
            raise TimeoutError(f"not within {limit:g} seconds")
        time.sleep(0.02)
    return time.perf_counter() - began
