"""The relay: due rows of the outbox become hints in Redis, lost hints are sent again, rows of dead workers are found.

Redis is only a wake-up. The backlog stays in PostgreSQL: a short queue makes "not taken for ten seconds" mean "lost".
"""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from config import Settings
from jobs.line import LOST, Line
from jobs.queues import HINT, QUEUES, redis_of

log = structlog.get_logger("jobs")

ROOM = 200  # hints in Redis for each queue
STALE = 10  # seconds until a hint that nobody took counts as lost
IDLE, BUSY, AWAY = 1.0, 0.1, 0.5  # seconds between looks: without work, with a full queue, without a server
RUN = "jobs.runner.run"
DAY = 86_400  # seconds; the runner keeps the real time limit of a job

# MATERIALIZED: joined as a subquery, the pick would be made, and would lock, as often as the planner's loop came by, and the room be exceeded.
SEND = """
WITH chosen AS MATERIALIZED (
    SELECT picked.id FROM unnest(%(queues)s::text[], %(rooms)s::int[]) AS wanted (queue, room)
    CROSS JOIN LATERAL (
        SELECT id FROM outbox_message
        WHERE queue = wanted.queue AND state IN ('due', 'queued', 'running') AND not_before <= now()
            AND (state = 'due' OR (lease_until < now() AND (state = 'running' OR id <> ALL(%(waiting)s::bigint[]))))
        ORDER BY not_before LIMIT wanted.room FOR UPDATE SKIP LOCKED
    ) AS picked
), sent AS (
    UPDATE outbox_message AS message SET state = 'queued', lease_until = now() + make_interval(secs => %(stale)s)
    FROM chosen WHERE message.id = chosen.id
    RETURNING message.id, message.attempt, message.queue, message.not_before
)
SELECT id, attempt, queue FROM sent ORDER BY not_before, id"""
UNSEND = "UPDATE outbox_message SET state = 'due', lease_until = NULL WHERE id = ANY(%s) AND state = 'queued'"


class Relay:
    """One process; several of them share the work, because a row that one has locked the others skip."""

    def __init__(self, settings: Settings, queues: Sequence[str] = QUEUES) -> None:
        # To forget in a crash of PostgreSQL that a row was sent costs a second hint and nothing else.
        self.line = Line(settings.database_url, patience=0, options="-c synchronous_commit=off", first="LISTEN outbox")
        self.redis: Redis = redis_of(settings)
        self.queues = {name: Queue(name, connection=self.redis, serializer=JSONSerializer) for name in queues}
        self.stopping, self.missing = False, ""

    def run(self) -> None:
        """Until `stopping`. A server that goes away is waited for."""
        while not self.stopping:
            try:
                seconds = self.look()
                self._tell("")
                self.wait(seconds)
            except LOST as lost:
                self._tell("the database", reason=type(lost).__name__)
                self.line.close()
                time.sleep(AWAY)
            except RedisError as lost:
                self._tell("Redis", reason=type(lost).__name__)
                time.sleep(AWAY)

    def _tell(self, missing: str, **why: str) -> None:
        """Once when a server goes, once when it is back: an outage of an hour is not 7,200 lines."""
        if missing != self.missing:
            log.warning("relay waits" if missing else "relay goes on", missing=missing, **why)
        self.missing = missing

    def look(self) -> float:
        """Send what is due and has room; the seconds until another look is worth while."""
        waiting = self.hints()  # Redis is asked first: while it is away, rows stay due
        rooms = [max(0, ROOM - len(waiting[name])) for name in self.queues]
        ids = [id_ for found in waiting.values() for id_ in found]
        taken = self.line.rows(SEND, {"queues": list(self.queues), "rooms": rooms, "waiting": ids, "stale": STALE})
        if taken:
            self.send(taken)
        sent = [sum(queue == name for *_, queue in taken) for name in self.queues]
        return BUSY if any(count >= room for count, room in zip(sent, rooms, strict=True)) else IDLE

    def hints(self) -> dict[str, list[int]]:
        """The rows whose hint still lies in a queue, so that a slow queue is not taken for a lost one."""
        with self.redis.pipeline(transaction=False) as pipe:
            for queue in self.queues.values():
                pipe.lrange(queue.key, 0, -1)
            answers = pipe.execute()
        return {name: [row_of(hint) for hint in found] for name, found in zip(self.queues, answers, strict=True)}

    def send(self, taken: Sequence[tuple[Any, ...]]) -> None:
        now = int(time.time())
        try:
            for name, queue in self.queues.items():
                jobs = [hint(id_, attempt, now) for id_, attempt, wanted in taken if wanted == name]
                if jobs:
                    queue.enqueue_many(jobs)
        except RedisError:
            self.line.rows(UNSEND, [[id_ for id_, *_ in taken]])
            raise

    def wait(self, seconds: float) -> None:
        """Sleep until a transaction that emitted something commits, at most so long."""
        if seconds < IDLE:
            time.sleep(seconds)
            return
        for _knock in self.line.connection().notifies(timeout=seconds, stop_after=1):
            break


def hint(message_id: int, attempt: int, now: int) -> Any:
    """An RQ job that RQ neither retries nor remembers. Its id is never used twice: RQ would run the first one's arguments."""
    return Queue.prepare_data(
        RUN,
        args=(message_id,),
        job_id=f"{HINT}{message_id}-{attempt}-{now}",
        description=f"outbox {message_id}",
        result_ttl=0,
        failure_ttl=3600,
        ttl=DAY,  # a hint whose worker died between reading and dropping it goes by itself
        timeout=DAY,
    )


def row_of(job_id: bytes) -> int:
    """The row that a hint is about; 0 for the clock's tick, which is about none."""
    number = job_id.decode(errors="replace").removeprefix(HINT).partition("-")[0]
    return int(number) if number.isdecimal() else 0


def main(settings: Settings, queues: Sequence[str] = QUEUES) -> int:
    """A relay as a process of its own; SIGTERM ends it within a second."""
    relay = Relay(settings, queues)

    def stop(_number: int, _frame: object) -> None:
        relay.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    relay.run()
    return 0
