"""What the database and Valkey know, read when somebody scrapes: the same on every node, so that alerts take the maximum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress

import psutil
import redis
import structlog
from flask import Flask
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.core.clock import ahead, now
from app.core.entity import db
from app.core.valkey import connect
from app.queries.health.database import database
from app.queries.health.queues import queues
from app.queries.health.schedules import last_tick, waits_since
from app.queries.health.stuck import stuck
from app.queries.health.troubles import troubles
from app.queries.health.undecided import undecided
from app.queries.health.valkey import look

log = structlog.get_logger("metrics")

UP = "1 when PostgreSQL answers."
PATIENCE = "SET LOCAL statement_timeout = '5s'"  # a scrape must not wait behind what it is to tell of


def gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"foyer_{name}", about, value=value)


def by(name: str, about: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(f"foyer_{name}", about, labels=[label])
    for key, value in values.items():
        found.add_metric([key], value)
    return found


def age(since: dt.datetime | None) -> float:
    """Seconds; 0 when there is nothing that could be old."""
    return max(0.0, (now() - since).total_seconds()) if since is not None else 0.0


class House(Collector):
    """`names` are the queues, so that an empty one is told as 0."""

    def __init__(self, app: Flask, names: Sequence[str]) -> None:
        self.app, self.names = app, names

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked before somebody scrapes."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        with self.app.app_context():
            yield from self._of_database()
            yield from self._of_valkey()

    def _of_database(self) -> Iterator[Metric]:
        try:
            session = db.session()
            session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            yield gauge("database_up", UP, 0)
        else:
            yield gauge("database_up", UP, 1)
            yield from self._asked(session)
        finally:
            db.session.remove()

    def _asked(self, session: Session) -> Iterator[Metric]:
        """One question that takes too long, or that a table of another version has no answer to, takes no other figure with it."""
        late = 0
        for question in (self._of_jobs, self._of_decisions, self._of_the_clock, self._of_server):
            session.rollback()
            try:
                session.execute(text(PATIENCE))
                yield from list(question(session))
            except SQLAlchemyError as reason:
                log.warning("no figures", question=question.__name__.strip("_"), reason=type(reason).__name__)
                late += 1
        yield gauge(
            "questions_unanswered", "How many of the questions to a database that answers came to nothing; their figures are missing.", late
        )

    def _of_jobs(self, session: Session) -> Iterator[Metric]:
        waiting = queues(session, self.names)
        found = stuck()
        yield by("outbox_waiting", "Jobs that are due and not begun.", "queue", {each.name: each.waiting for each in waiting})
        yield by("outbox_running", "Jobs that are being done.", "queue", {each.name: each.running for each in waiting})
        yield by("outbox_later", "Jobs that wait for a time that was named.", "queue", {each.name: each.later for each in waiting})
        yield by(
            "outbox_oldest_seconds",
            "How long the first of those that are due waits.",
            "queue",
            {each.name: age(each.oldest) for each in waiting},
        )
        yield gauge("outbox_parked", "Jobs that nothing tries any more: a person decides.", found.parked)
        yield gauge("outbox_stuck", "Jobs that have been due, or tried in vain, for more than an hour.", found.jobs)
        yield gauge("invoices_locked_long", "Invoices that have been locked for more than an hour.", found.locked_invoices)

    def _of_decisions(self, session: Session) -> Iterator[Metric]:
        yield by(
            "undecided",
            "Outcomes that nobody knows, or that a person has to decide.",
            "kind",
            {kind: float(number) for kind, number in undecided(session, by=SYSTEM).items()},
        )
        yield gauge("troubles", "Lines on the page Health that are red.", len(troubles(session)))

    def _of_the_clock(self, session: Session) -> Iterator[Metric]:
        yield gauge("clock_ahead_seconds", "This machine's clock against the database's, which counts; below zero: behind.", ahead())
        yield gauge("tick_age_seconds", "Since the last slot that the clock began.", age(last_tick(session)))
        yield gauge("schedules_late_seconds", "How long the first periodic task is due and not begun.", age(waits_since(session)))

    def _of_server(self, session: Session) -> Iterator[Metric]:
        known = database(session)
        yield gauge("database_connections", "Connections to this database.", known.connections)
        yield gauge("database_connections_most", "As many as the server allows.", known.most)
        yield gauge("database_bytes", "Size of this database.", known.size)
        yield gauge("database_oldest_transaction_seconds", "Age of the oldest open transaction.", age(known.oldest))
        if known.replica_lag is not None:
            yield gauge("database_replica_lag_seconds", "How far the slowest replica is behind.", known.replica_lag.total_seconds())

    def _of_valkey(self) -> Iterator[Metric]:
        url = self.app.extensions["settings"].redis_url
        found = look(url)
        yield gauge("valkey_up", "1 when Valkey answered.", 0 if found.trouble else 1)
        if found.trouble:
            return
        yield gauge("valkey_bytes", "Memory that Valkey uses.", found.used)
        yield by(
            "worker_heartbeat_age_seconds",
            "Since a worker process was last heard of.",
            "worker",
            {each.name: age(each.seen_at) for each in found.workers},
        )
        yield by(
            "workers",
            "Worker processes that take jobs of a queue.",
            "queue",
            {name: float(sum(name in each.queues for each in found.workers)) for name in self.names},
        )
        try:
            with connect(url, socket_connect_timeout=1, socket_timeout=1) as link:
                yield by(
                    "queue_length",
                    "Hints in Valkey that no worker has taken.",
                    "queue",
                    {name: float(link.llen(f"rq:queue:{name}")) for name in self.names},
                )
        except redis.RedisError:
            return


class Processes(Collector):
    """The processes of one role on this machine: how many there are, and the memory that they hold, shared pages counted in each."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def collect(self) -> Iterator[Metric]:
        sizes = list(self._sizes())
        yield gauge("processes", "Processes of this role, the parent included.", len(sizes))
        yield gauge("resident_bytes", "Memory of these processes.", float(sum(sizes)))

    def _sizes(self) -> Iterator[int]:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self.parent)
            for each in (parent, *parent.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):  # one that ended while we looked
                    yield int(each.memory_info().rss)
