"""Who could have seen somebody in a span of time: states of a person's rights, walked back from today by what the audit says (GDPR 33, POPIA 22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do at one time. No `locations` means all of them."""

    active: bool
    roles: frozenset[str]
    locations: frozenset[str]
    team_role: str = "member"
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """`rights` held from `since` (None: always) until `until` (None: today)."""

    rights: Rights
    since: dt.datetime | None
    until: dt.datetime | None

    def meets(self, first: dt.datetime, last: dt.datetime) -> bool:
        return (self.since is None or self.since <= last) and (self.until is None or self.until >= first)


def spans(today: Rights, events: Iterable[tuple[dt.datetime, str, Mapping[str, Any]]]) -> Iterator[Span]:
    """Newest first. `events` are (instant, verb, changes) of the person's own row, newest first; before its creation there is nothing."""
    rights, until = today, None
    for at, verb, changes in events:
        yield Span(rights, at, until)
        if verb == "create":
            return
        rights, until = before(rights, changes), at
    yield Span(rights, None, until)


def before(rights: Rights, changes: Mapping[str, Any]) -> Rights:
    """The rights as they were before one change."""
    told = {name: pair[0] for name, pair in changes.items() if isinstance(pair, list) and len(pair) == 2}
    moved: dict[str, Any] = {name: frozenset(told[name] or ()) for name in ("roles", "locations") if name in told}
    moved |= {"active": bool(told["active"])} if "active" in told else {}
    moved |= {name: told[name] for name in ("team_role", "organisation_id") if name in told}
    return replace(rights, **moved)
