"""Let go what is past its term, one class after the other, in pieces that hold no lock for long (POPIA 14, GDPR 5)."""

from __future__ import annotations

from sqlalchemy import CursorResult, text

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.queries.retention import PAST, Past, asked, before, kept_months
from app.work import Work, transaction

AT_ONCE = 20_000  # rows of one transaction
BY_FUNCTION = {"retention.audit": "forget_old_audit", "retention.documents": "forget_parties"}


def keep_to_term(name: str, *, by: Actor) -> int:
    """How many rows of the class `name` went (of documents: how many forgot their buyer). That they went is on record, without what stood in them."""
    require(by, Permission.SETTING_WRITE)
    gone = _by_function(name, by) if name in BY_FUNCTION else _row_by_row(name, by)
    note_gone(name, gone, by=by)
    return gone


def note_gone(name: str, gone: int, *, by: Actor) -> None:
    """For the report; of a night on which nothing went nothing is written."""
    if gone:
        with transaction(by=by) as work:
            work.record("forget", "setting", [{"noun_id": None, "name": name, "changes": {"rows": [None, gone]}}])


def _by_function(name: str, by: Actor) -> int:
    with transaction(by=by) as work:
        call = text(f"SELECT {BY_FUNCTION[name]}(:now, :months)")
        return work.session.scalar(call, {"now": clock.now(), "months": kept_months(work.session, name)}) or 0


def _row_by_row(name: str, by: Actor) -> int:
    gone = 0
    for past in PAST[name]:
        while True:
            with transaction(by=by) as work:
                some = _some(work, name, past)
            gone += some
            if some < AT_ONCE:
                break
    return gone


def _some(work: Work, name: str, past: Past) -> int:
    verb = f"UPDATE {past.table} SET {past.becomes}" if past.becomes else f"DELETE FROM {past.table}"  # noqa: S608 - ours
    statement = f"{verb} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {past.table} WHERE {past.condition} LIMIT {AT_ONCE}))"  # noqa: S608 - ours
    found = work.session.execute(asked(statement, {"before": before(work.session, name), "now": clock.now()}))
    assert isinstance(found, CursorResult)
    return found.rowcount
