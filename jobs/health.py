"""The health check of every minute: what is wrong is told to the log, to the schedules page, and by mail as it begins and ends (T3)."""

from __future__ import annotations

import datetime as dt

import structlog
from flask import current_app

from app.access.actor import SYSTEM
from app.actions.health.note import note_health
from app.core.clock import now
from app.core.entity import db
from app.queries.health import valkey
from app.queries.health.queues import Queue, queues
from app.queries.health.troubles import of_workers, troubles

PATIENCE = dt.timedelta(minutes=5)  # for workers that are being restarted
log = structlog.get_logger("health")


def check() -> str:
    """What is wrong, in words; empty when all is well."""
    session = db.session()
    store = valkey.look(current_app.extensions["settings"].redis_url)
    late = [each for each in queues(session, ()) if is_late(each)]
    known = of_workers(store, late) if store.workers else []  # whoever does this is one: Valkey was emptied a moment ago
    found = [*known, *troubles(session)]
    db.session.rollback()
    note_health(found, by=SYSTEM)
    if found:
        log.error("not well", troubles=[each.key for each in found])
    return " ".join(each.words for each in found)


def is_late(queue: Queue) -> bool:
    """Due for so long that somebody should have begun."""
    return queue.oldest is not None and now() - queue.oldest > PATIENCE
