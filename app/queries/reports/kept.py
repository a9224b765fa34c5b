"""Reports that were worked out before, and by what they are known: never a row that another reader could not have got."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core import clock
from app.core.month import Month
from app.models import KeptReport
from app.queries.reports.asked import Asked

SHAPE = 5  # one more whenever a report counts something else than before, or is kept in another way
BUDGET_MS = 800  # a report that is worked out within it is never kept
FRESH_MINUTES = 5  # what is older is shown, and worked out again meanwhile
LOST = dt.timedelta(hours=1)  # a job has ended by then, whatever became of it


def words_of(asked: Asked, language: str) -> dict[str, Any]:
    """What is asked, as JSON: all of `Asked` but who asks."""
    return {
        "first": str(asked.first), "last": str(asked.last), "today": asked.today.isoformat(), "location_id": asked.location_id, "locale": asked.locale, "zone": asked.zone, "language": language,
    }  # fmt: skip


def asked_of(words: dict[str, Any], by: Actor) -> Asked:
    """The same again, asked by whoever it is."""
    return Asked(
        by,
        Month.parse(words["first"]),
        Month.parse(words["last"]),
        dt.date.fromisoformat(words["today"]),
        words["location_id"],
        words["locale"],
        words["zone"],
    )


def key_of(report: str, asked: Asked, language: str) -> str:
    """Equal for two readers only if each may see all that the other may, and asks for the same in the same words on the same day."""
    by = asked.by
    places = None if by.location_ids is None else sorted(by.location_ids)
    rights = {
        "is_staff": by.is_staff,
        "organisation_id": None if by.is_staff else by.organisation_id,
        "location_ids": places,
        "permissions": sorted(map(str, by.permissions)),
    }
    told = json.dumps([SHAPE, report, words_of(asked, language), rights], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def kept_report(session: Session, key: str) -> KeptReport | None:
    """The row of that key as it is now."""
    return session.scalars(select(KeptReport).where(KeptReport.key == key).execution_options(populate_existing=True)).one_or_none()


def is_there(row: KeptReport | None) -> bool:
    return row is not None and row.worked_out_at is not None


def is_slow(row: KeptReport | None) -> bool:
    """Worked out, and not within what a page may take."""
    return row is not None and row.took_ms is not None and row.took_ms > BUDGET_MS


def is_at_work(row: KeptReport | None) -> bool:
    return row is not None and row.wanted_at is not None and row.wanted_at > clock.now() - LOST


def is_stale(row: KeptReport) -> bool:
    return row.worked_out_at is not None and row.worked_out_at < clock.now() - dt.timedelta(minutes=FRESH_MINUTES)
