"""The RQ worker that takes hints. Recovery comes from the leases in PostgreSQL, so RQ's own bookkeeping is kept small."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import structlog
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from config import Settings
from jobs.queues import redis_of

log = structlog.get_logger("jobs")

HEARTBEAT = 5.0  # seconds; RQ would send three with each job, and a worker counts as alive for 90


class HintWorker(SimpleWorker):
    """Runs jobs in its own process: a fork for each costs more than most of them."""

    max_connection_wait_time = 5.0
    log_result_lifespan = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._beaten = 0.0
        super().__init__(*args, **kwargs)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        if pipeline is not None or time.monotonic() - self._beaten > HEARTBEAT:
            super().heartbeat(timeout, pipeline)
            self._beaten = time.monotonic()

    def set_shutdown_requested_date(self) -> None:
        """Not told to Redis: this runs in a signal handler, where a Redis that is away would break the job that is running."""

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """After FLUSHALL, RQ misses its own notes about a job that went well; the truth is in the row."""
        if not isinstance(exc_info[1], InvalidJobOperation | NoSuchJobError | RedisError):
            super().handle_exception(job, *exc_info)


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
