"""A report is asked for that takes longer than a page may, and what the job found is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Forbidden
from app.core.events import Event
from app.models import KeptReport
from app.queries.reports.asked import Asked
from app.queries.reports.kept import is_at_work, key_of, words_of
from app.work import Work, transaction


@dataclass(frozen=True)
class ReportWanted(Event):
    """Somebody waits for a report that a job works out."""

    kept_id: int


def want_report(report: str, asked: Asked, language: str, *, needs: Permission) -> KeptReport:
    """In the name of who asks, who needs that permission. However many ask for the same at once, one job works it out. Raises Forbidden."""
    by = asked.by
    with transaction(by=by) as work:
        require(by, needs)
        if by.id is None:
            raise Forbidden("Nobody asks for a report.")
        key = key_of(report, asked, language)
        new = {"key": key, "report": report, "asked": words_of(asked, language), "asked_by_id": by.id}
        work.session.execute(insert(KeptReport).values(new).on_conflict_do_nothing(index_elements=["key"]))
        row = work.session.scalars(
            select(KeptReport).where(KeptReport.key == key).with_for_update().execution_options(populate_existing=True)
        ).one()
        if not is_at_work(row):
            row.wanted_at, row.asked_by_id, row.asked_at, row.reason = clock.now(), by.id, clock.now(), ""
            work.emit(ReportWanted(row.id))
    return row


def keep_report(kept_id: int, result: dict[str, Any], *, at: dt.datetime, took_ms: int, by: Actor) -> None:
    """As it was at that instant. Worked out twice, the later one stays."""
    with transaction(by=by) as work:
        row = _row(work, kept_id)
        if row is None or (row.worked_out_at is not None and row.worked_out_at > at):
            return
        row.result, row.worked_out_at, row.took_ms, row.wanted_at, row.reason = result, at, took_ms, None, ""


def fail_report(kept_id: int, reason: str, *, by: Actor) -> None:
    """What was kept before stays, and whoever waits is told why."""
    with transaction(by=by) as work:
        row = _row(work, kept_id)
        if row is not None:
            row.wanted_at, row.reason = None, reason[:500]


def _row(work: Work, kept_id: int) -> KeptReport | None:
    """None once its day is over and it was forgotten."""
    return work.session.scalars(
        select(KeptReport).where(KeptReport.id == kept_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
