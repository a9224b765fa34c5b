"""What a record's story is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.models import Comment
from app.queries.history import Happened


class Group(StrEnum):
    """By what people filter."""

    COMMENTS = "comments"
    CHANGES = "changes"
    MAILS = "mails"
    MONEY = "money"
    DOCUMENTS = "documents"
    VISITS = "visits"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `what` is a kind of its group; `noun` and `row_id` name the record that it leads to, where it has a page.

    `cents` of `currency` for money; `changed` for a change, `comment` for a comment; `text` is the reason of what failed.
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


@dataclass(frozen=True, slots=True)
class Story:
    """`events` newest first; `older` is the instant to go on from, None at the end. `groups` are those that the reader may see at all."""

    noun: str
    row: Any
    events: list[Event]
    older: dt.datetime | None
    group: Group | None
    groups: list[Group] = field(default_factory=list)
