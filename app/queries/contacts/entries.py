"""Entry: one thing that happened with a contact, as the timeline tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from app.models import Location


class Group(StrEnum):
    """By what people filter."""

    COMMENTS = "comments"
    CALLS = "calls"
    MAILS = "mails"
    MEETINGS = "meetings"
    PAPERS = "papers"
    LETTERS = "letters"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Entry:
    """`what` is the kind of activity, "mail_in" or "mail_out", the kind of a delivery, or what changed; `row_id` its row, where it has a page.

    `status` of what is planned or sent; `before` and `after` of what changed; `minutes` of what lasts. `paper` is the kind of the one that `row_id` names. `location` says by which clock.
    """

    at: dt.datetime
    group: Group
    what: str
    who: str = ""
    title: str = ""
    text: str = ""
    status: str = ""
    before: str = ""
    after: str = ""
    place: str = ""
    minutes: int = 0
    paper: str = ""
    row_id: int = 0
    mail_id: int = 0
    location: Location | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Timeline:
    """`entries` newest first, what is planned before all; `older` is the instant to go on from, None at the end."""

    contact_id: int
    lead_id: int | None
    entries: list[Entry]
    older: dt.datetime | None
    group: Group | None
    may_write: bool
