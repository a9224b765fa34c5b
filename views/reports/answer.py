"""What a page of a report answers with: worked out now, as it was worked out before, or that it is being worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import get_locale
from sqlalchemy.orm import Session

from app.core.budget import TooSlow, within
from app.models import KeptReport
from app.queries.reports import kept
from app.queries.reports.asked import Asked
from app.rendering.reports.as_json import from_json
from app.rendering.reports.shape import Definition, Report
from views.reports.asked import asked_of
from views.reports.asked import kept as words_kept


@dataclass(frozen=True, slots=True)
class Answer:
    """Without a report it is being worked out, or is to be. `row` is there where the report is not of now."""

    report: Report | None
    row: KeptReport | None = None


def answer_of(session: Session, definition: Definition, asked: Asked) -> Answer:
    """Of now wherever that fits into what a page may take; whatever took longer the last time is not tried again while somebody waits."""
    row = row_of(session, definition, asked)
    if kept.is_slow(row) or (row is not None and not kept.is_there(row) and (kept.is_at_work(row) or row.reason)):
        return Answer(_report(row), row)
    try:
        with within(session, kept.BUDGET_MS):
            return Answer(definition.build(session, asked))
    except TooSlow:
        return Answer(_report(row), row)


def row_of(session: Session, definition: Definition, asked: Asked) -> KeptReport | None:
    return kept.kept_report(session, kept.key_of(definition.name, asked, language()))


def language() -> str:
    """In which the page is written."""
    return str(get_locale() or "en")


def standing(row: KeptReport | None, *, has_report: bool, shows: bool = False, was: str = "") -> dict[str, Any]:
    """What `screens/reports/kept.html` says. `has_report`: the page shows one, that of `was`; `shows`: a newer one is shown as soon as it is there."""
    here = words_kept() | ({"location": str(asked_of().location_id)} if asked_of().location_id is not None else {})
    was = was or (row.worked_out_at.isoformat() if row is not None and row.worked_out_at is not None and has_report else "")
    told = {"has": "1" if has_report else None, "was": was or None}
    return {
        "row": row,
        "has_report": has_report,
        "is_at_work": kept.is_at_work(row),
        "is_stale": has_report and row is not None and kept.is_stale(row) and not row.reason,
        "is_newer": is_newer(row, was),
        "work_out_url": url_for(".work_out", **here, **told),
        "again_url": url_for(".work_out", **here, **told, show="1"),
        "standing_url": url_for(".standing", **here, **told, show="1" if shows else None),
        "show_url": url_for(".show", **here),
    }


def is_newer(row: KeptReport | None, was: str) -> bool:
    """Whether there is a report that whoever looks at that of `was`, or at none, has not seen."""
    return row is not None and row.worked_out_at is not None and row.worked_out_at.isoformat() != was


def _report(row: KeptReport | None) -> Report | None:
    return from_json(row.result) if row is not None and row.result is not None else None
