"""The clock: rq-scheduler, which puts a tick into a queue each minute and decides nothing. Truth and locks are Schedule rows."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import time
import warnings
from typing import Any
from uuid import uuid4

import structlog
from redis.exceptions import RedisError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq_scheduler import Scheduler

from app import logs
from config import Settings
from jobs.queues import redis_of

log = structlog.get_logger("jobs")

TICK = "tick"
INTERVAL = 1.0  # seconds between looks: how late a tick may be
AWAY = 1.0
LAST_SIGN = 10  # seconds after its last look for which a clock counts as alive; `run.py ready scheduler` asks


class JsonJob(Job):
    """rq-scheduler hands no serializer on, so this class knows only one."""

    def __init__(self, id: str | None = None, connection: Any = None, serializer: Any = None) -> None:
        super().__init__(id, connection, JSONSerializer)


class Clock(Scheduler):
    """Two of them tick once: rq-scheduler has a lock for that."""

    job_class = JsonJob

    def __init__(self, settings: Settings) -> None:
        super().__init__(connection=redis_of(settings), interval=INTERVAL, name=f"{socket.gethostname()}:{uuid4().hex}")

    def heartbeat(self) -> None:
        """Once a second, by the one that ticks and by its spare. Somebody may have emptied Redis, which then does not know that we were born."""
        with self.connection.pipeline() as both:
            both.hsetnx(self.key, "birth", time.time())
            both.expire(self.key, LAST_SIGN)
            both.execute()

    def enqueue_jobs(self) -> Any:
        if TICK not in self:  # the first start, or somebody emptied Redis
            # result_ttl must not be 0: RQ would delete the job after its first run, and the clock would end without a word.
            self.cron("* * * * *", "jobs.timetable.tick", id=TICK, queue_name="clock", timeout=60, result_ttl=-1)
        return super().enqueue_jobs()

    def enqueue_job(self, job: Job) -> None:
        queue = self.get_queue_for_job(job)
        if queue.get_job_position(job) is None:
            super().enqueue_job(job)
        else:  # the last tick is still waiting, and one is enough
            self.connection.zrem(self.scheduled_jobs_key, job.id)

    def _install_signal_handlers(self) -> None:
        """Left to `main`: the package's own handler asks Redis, which may be the very thing that is away."""


def main(settings: Settings) -> int:
    """Tick until SIGTERM or SIGINT; a Redis that goes away is waited for."""
    logs.install(settings)
    logging.getLogger("rq_scheduler").setLevel(logging.ERROR)  # a second clock would warn each second that the first has the lock
    os.putenv("TZ", "UTC")  # rq-scheduler reads cron expressions in the zone of its process
    time.tzset()
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"crontab|rq_scheduler")
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"rq_scheduler")
    told: list[int] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not told:
        try:
            Clock(settings).run()
        except RedisError as lost:
            log.warning("clock waits for Redis", reason=type(lost).__name__)
            _pause(told)
        except SystemExit:
            break
    return 0


def _pause(told: list[int]) -> None:
    with contextlib.suppress(SystemExit):
        if not told:
            time.sleep(AWAY)
