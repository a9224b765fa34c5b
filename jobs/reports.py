"""Reports: in the morning those by mail whose week or month has begun, and at any time what takes longer than somebody waits at a page."""

from __future__ import annotations

import time

import structlog
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.actor import SYSTEM, Actor
from app.access.staff import staff
from app.actions.report_subscriptions.send_due import send_due_reports
from app.actions.reports.work_out import fail_report, keep_report
from app.core import clock
from app.core.budget import TooSlow, within
from app.core.entity import db
from app.models import KeptReport
from app.queries.reports.kept import asked_of, key_of
from app.rendering.reports.all import ON_SCREEN, REPORTS
from app.rendering.reports.as_json import as_json
from app.translation import in_language
from jobs import job
from jobs.reasons import TooLong, in_words

NEEDS = {name: each.permission for name, each in REPORTS.items()}
LONGEST_MINUTES = 10
log = structlog.get_logger("jobs")


def send() -> str:
    return str(ngettext("%(num)d report by mail.", "%(num)d reports by mail.", send_due_reports(NEEDS)))


@job(queue="reports", timeout=(LONGEST_MINUTES + 2) * 60)
def work_out(kept_id: int) -> None:
    """With the rights that whoever asked has now. What goes wrong is told to whoever waits, who may try again: nothing hangs on it."""
    row = db.session.get(KeptReport, kept_id)
    if row is None or row.wanted_at is None:
        return
    with in_language(row.asked["language"]):
        by = _asker(row)
        if by is None:
            fail_report(kept_id, _("What you may see has changed meanwhile. Try again."), by=SYSTEM)
            return
        definition, asked = ON_SCREEN[row.report], asked_of(row.asked, by)
        at, began = clock.now(), time.monotonic()
        try:
            with within(db.session(), LONGEST_MINUTES * 60_000):
                result = as_json(definition.build(db.session(), asked))
        except (TooSlow, TooLong):
            db.session.rollback()
            fail_report(
                kept_id,
                _("It took longer than %(num)d minutes and was stopped. Ask for fewer months, or for one location.", num=LONGEST_MINUTES),
                by=SYSTEM,
            )
            return
        except Exception as failure:
            db.session.rollback()
            log.exception("report failed", report=definition.name)
            fail_report(kept_id, in_words(failure), by=SYSTEM)
            return
    took = time.monotonic() - began
    db.session.rollback()  # nothing was changed; what follows is a transaction of its own
    keep_report(kept_id, result, at=at, took_ms=round(took * 1000), by=SYSTEM)


def _asker(row: KeptReport) -> Actor | None:
    """None once they may see something else than what the row is kept for."""
    found = staff(db.session(), [row.asked_by_id])
    if not found or row.report not in ON_SCREEN or not found[0].may(ON_SCREEN[row.report].permission):
        return None
    return found[0] if key_of(row.report, asked_of(row.asked, found[0]), row.asked["language"]) == row.key else None
