"""What a record's story is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.models import Comment, Location
from app.queries.history import Happened


class Group(StrEnum):
    """By what people filter, in the order of the choice."""

    COMMENTS = "comments"
    CALLS = "calls"
    MEETINGS = "meetings"
    MAILS = "mails"
    TASKS = "tasks"
    CHANGES = "changes"
    MONEY = "money"
    DOCUMENTS = "documents"
    VISITS = "visits"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `what` is a kind of its group; `noun` and `row_id` name the record that it leads to, where it has a page.

    `cents` of `currency` for money; `changed` for a change, `comment` for a comment; `text` is what was said, or the reason of what failed. `before` and `after` of heat and
    stage; `activity_id` of what was done with a person or is planned, `place` and `minutes` of what lasts; `mail_id` of a mail in the archive, `delivery_id` of one of ours that was kept as it went. `location` says by which clock, where the record has none.
    """

    at: dt.datetime
    group: Group
    what: str
    who: str = ""
    title: str = ""
    text: str = ""
    status: str = ""
    noun: str = ""
    row_id: int = 0
    cents: int | None = None
    currency: str = ""
    changed: Happened | None = None
    comment: Comment | None = None
    before: str = ""
    after: str = ""
    place: str = ""
    minutes: int = 0
    activity_id: int = 0
    mail_id: int = 0
    delivery_id: int = 0
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """`events` newest first, what is planned before all; `older` is the instant to go on from, None at the end. `groups` are those that the reader may see at all."""

    noun: str
    row: Any
    events: list[Event]
    older: dt.datetime | None
    group: Group | None
    groups: list[Group] = field(default_factory=list)
