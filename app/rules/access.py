"""Which access licenses give on a day, and because of which of them (A1, A3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

USUAL_GROUP = "members"  # of WiFi and printing, where a membership names none
BETWEEN = dt.timedelta(days=31)  # the longest from the end of one license to the begin of the next, through which an account with credit is kept


class System(StrEnum):
    WIFI = "wifi"
    PRINTING = "printing"
    DOORS = "doors"


class Standing(StrEnum):
    """GRANTED: may use it; SUSPENDED: kept, but closed for now; NONE: nothing left, to be taken away."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Holding:
    """One license of a person. `today` is the day at its location; pauses are (first day, last day or None), inclusive.

    `in_good_standing` is false while its organisation is not active or the person is switched off.
    """

    license: str
    today: dt.date
    starts_on: dt.date
    ends_on: dt.date | None = None
    pauses: Sequence[tuple[dt.date, dt.date | None]] = ()
    wifi_group: str = ""
    door_groups: tuple[str, ...] = ()
    in_good_standing: bool = True

    @property
    def is_current(self) -> bool:
        return self.starts_on <= self.today and (self.ends_on is None or self.today <= self.ends_on)

    @property
    def is_usable(self) -> bool:
        paused = any(first <= self.today <= (last or dt.date.max) for first, last in self.pauses)
        return self.is_current and self.in_good_standing and not paused


@dataclass(frozen=True, slots=True)
class Wanted:
    """`groups` names the licenses that justify each group; `until` is the last day, None without an end; `tag` is a fob's id at Salto."""

    standing: Standing
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    until: dt.date | None = None
    tag: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "standing": self.standing.value,
            "groups": {name: list(codes) for name, codes in self.groups.items()},
            "until": self.until.isoformat() if self.until else None,
        } | ({"tag": self.tag} if self.tag else {})


NOTHING = Wanted(Standing.NONE)


def wanted_access(holdings: Iterable[Holding], *, tag: str = "") -> dict[System, Wanted]:
    """What a person should have in each system. A paused or disputed license keeps the account, closed; an ended one takes it away.

    Between two licenses a print account is kept, closed: the credit in it was paid, and would go with it. The next license says why.
    A fob opens what the licenses open: without doors it is of no use, and is not asked for.
    """
    holdings = list(holdings)
    current = sorted((each for each in holdings if each.is_current), key=lambda each: each.license)
    usable = [each for each in current if each.is_usable]
    standing = Standing.GRANTED if usable else Standing.SUSPENDED
    chosen = usable or current
    doors = _wanted(standing, [each for each in chosen if each.door_groups], lambda each: each.door_groups)
    return {
        System.WIFI: _wanted(standing, chosen, lambda each: (each.wifi_group or USUAL_GROUP,)),
        System.PRINTING: _wanted(standing, chosen or _next_of(holdings), lambda each: (USUAL_GROUP,)),
        System.DOORS: replace(doors, tag=tag) if doors is not NOTHING else doors,
    }


def _next_of(holdings: Sequence[Holding]) -> list[Holding]:
    """The licenses that begin soon after one that ended. One that was called off before it began never was, and never comes."""
    ended = [each.ends_on for each in holdings if each.ends_on is not None and each.starts_on <= each.ends_on < each.today]
    coming = [each for each in holdings if each.today < each.starts_on and (each.ends_on is None or each.starts_on <= each.ends_on)]
    return sorted((each for each in coming if ended and each.starts_on - max(ended) <= BETWEEN), key=lambda each: each.license)


def _wanted(standing: Standing, chosen: Sequence[Holding], groups_of: Any) -> Wanted:
    if not chosen:
        return NOTHING
    groups: dict[str, tuple[str, ...]] = {}
    for each in chosen:
        for name in groups_of(each):
            groups[name] = (*groups.get(name, ()), each.license)
    ends = [each.ends_on for each in chosen]
    return Wanted(standing, dict(sorted(groups.items())), None if None in ends else max(end for end in ends if end is not None))
