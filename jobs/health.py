"""The health check of every minute: what is wrong is told to the log, to the schedules page, and by mail as it begins and ends (T3)."""

from __future__ import annotations

import structlog

from app.access.actor import SYSTEM
from app.actions.health.note import note_health
from app.core.entity import db
from app.queries.health.troubles import troubles

log = structlog.get_logger("health")


def check() -> str:
    """What is wrong, in words; empty when all is well."""
    found = troubles(db.session())
    db.session.rollback()
    note_health(found, by=SYSTEM)
    if found:
        log.error("not well", troubles=[each.key for each in found])
    return " ".join(each.words for each in found)
