"""The RQ worker that takes hints. Recovery comes from the leases in PostgreSQL, so RQ's own bookkeeping is kept small."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import structlog
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker.base import WorkerStatus
from rq.worker_registration import REDIS_WORKER_KEYS, register

from config import Settings
from jobs.pulse import Pulse
from jobs.queues import HINT, redis_of
from jobs.runner import run

log = structlog.get_logger("jobs")

HEARTBEAT = 5.0  # seconds between signs of life; RQ would give three with each job, and one is good for 90


class HintWorker(SimpleWorker):
    """Runs jobs in its own process: a fork for each costs more than most of them.

    RQ notes the start, the life and the end of a job in Redis, in a dozen questions; a hint needs none of that,
    because its row in PostgreSQL knows. So a hint is dropped as soon as it is read. Other jobs (the tick) take RQ's way.
    """

    max_connection_wait_time = 5.0
    log_result_lifespan = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._beaten = 0.0
        self._pulse = Pulse(self.heartbeat, every=HEARTBEAT)
        super().__init__(*args, **kwargs)

    def execute_job(self, job: Job, queue: Queue) -> None:
        with self._pulse.beating():
            if job.id.startswith(HINT):
                self._follow(job, queue)
            else:
                super().execute_job(job, queue)

    def _follow(self, job: Job, queue: Queue) -> None:
        with self.connection.pipeline(transaction=False) as pipe:
            pipe.delete(job.key)
            pipe.lrem(queue.intermediate_queue_key, 1, job.id)
            pipe.execute()
        self.set_state(WorkerStatus.BUSY)  # what a stop looks at: it waits for the job
        try:
            run(*job.args)
        finally:
            self.set_state(WorkerStatus.IDLE)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        if pipeline is not None:
            super().heartbeat(timeout, pipeline)
        elif time.monotonic() - self._beaten > HEARTBEAT:
            with self.connection.pipeline(transaction=False) as pipe:
                super().heartbeat(timeout, pipe)
                pipe.hexists(self.key, "birth")
                pipe.sismember(REDIS_WORKER_KEYS, self.key)
                if not all(pipe.execute()[-2:]):
                    self._enter(pipe, timeout)
            self._beaten = time.monotonic()

    def _enter(self, pipe: Pipeline, timeout: int | None) -> None:
        """Into the list of workers again: it was thought dead, or Redis was emptied, and RQ would say its name once only."""
        pipe.hset(self.key, mapping=self.serialize())
        register(self, pipe)
        super().heartbeat(timeout, pipe)
        pipe.execute()

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        if pipeline is None:
            self._state = state
        else:
            super().set_state(state, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """`rq suspend` is not for Foyer's workers: schedules and runs are paused in Foyer."""

    def set_shutdown_requested_date(self) -> None:
        """Not told to Redis: this runs in a signal handler, where a Redis that is away would break the job that is running."""


def main(settings: Settings, queues: Sequence[str]) -> int:
    """A worker as a process of its own. SIGTERM lets it finish its job; without Redis it ends, to be started again."""
    try:
        worker = HintWorker(
            list(queues),
            connection=redis_of(settings),
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=15,
            job_monitoring_interval=5,
            log_job_description=False,
        )
        worker.work(logging_level="WARNING")
    except RedisError as lost:
        log.warning("worker lost Redis", queues=list(queues), reason=type(lost).__name__)
        return 1
    return 0
