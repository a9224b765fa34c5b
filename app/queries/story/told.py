"""The story of a record: changes, comments, mails, money, documents, visits and jobs that failed, in one stream, newest first."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import P, Permission
from app.access.records import record
from app.queries.story.entries import Group, Story
from app.queries.story.sources import Asked, changes, comments, documents, jobs, mails, money, visits

PAGE = 15
SOURCES = {
    Group.COMMENTS: (None, comments),
    Group.CHANGES: (P.AUDIT_READ, changes),
    Group.MAILS: (P.DELIVERY_READ, mails),
    Group.MONEY: (P.PAYMENT_READ, money),
    Group.DOCUMENTS: (P.INVOICE_READ, documents),
    Group.VISITS: (P.CHECK_IN_READ, visits),
    Group.JOBS: (P.OUTBOX_READ, jobs),
}


def story(session: Session, noun: str, row_id: int, *, by: Actor, group: Group | None = None, before: dt.datetime | None = None, most: int = PAGE) -> Story:
    """Raises Missing unless `by` is of the staff and may read the record. A kind that they have no right for is left out.

    What happened at one instant stays on one page. One query a source, whatever it finds.
    """
    row = record(session, by, noun, row_id)
    asked = Asked(session, row, noun, by, before, most + 1)
    groups = [each for each, (needed, source) in SOURCES.items() if _may(by, needed) and (each in (Group.COMMENTS, Group.CHANGES) or asked.fits(each))]
    sources = [SOURCES[each][1] for each in groups if group in (None, each)]
    found = sorted((event for source in sources for event in source(asked)), key=lambda event: event.at, reverse=True)
    shown = found[:most]
    shown += [event for event in found[most:] if shown and event.at == shown[-1].at]
    return Story(noun, row, shown, shown[-1].at if len(found) > len(shown) else None, group, groups)


def _may(by: Actor, needed: Permission | None) -> bool:
    return needed is None or by.may(needed)
