"""Which access licenses give on a day, and because of which of them (A1, A3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from app.rules.wifi import end_of

USUAL_GROUP = "members"  # of WiFi and printing, where a membership names none
BETWEEN = dt.timedelta(
    days=31
)  # the longest from the end of one license to the begin of the next, through which an account with credit is kept


class System(StrEnum):
    WIFI = "wifi"
    PRINTING = "printing"
    DOORS = "doors"


class Standing(StrEnum):
    """GRANTED: may use it; SUSPENDED: kept, but closed for now; NONE: nothing left, to be taken away."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    NONE = "none"


class Last(NamedTuple):
    """A last day, where it is one: two of the same date do not end at the same instant everywhere."""

    day: dt.date
    zone: str

    @property
    def instant(self) -> dt.datetime:
        return end_of(self.day, self.zone)


@dataclass(frozen=True, slots=True)
class Holding:
    """One license of a person. `today` is the day at its location, in `zone`; pauses are (first day, last day or None), inclusive.

    `in_good_standing` is false while its organisation is not active or the person is switched off. `leaves_on` is the last day of the person, in their
    `home_zone`, whatever they have licenses for; `has_left`: it is over there.
    """

    license: str
    today: dt.date
    starts_on: dt.date
    ends_on: dt.date | None = None
    pauses: Sequence[tuple[dt.date, dt.date | None]] = ()
    wifi_group: str = ""
    door_groups: tuple[str, ...] = ()
    in_good_standing: bool = True
    zone: str = "UTC"
    leaves_on: dt.date | None = None
    home_zone: str = "UTC"
    has_left: bool = False

    @property
    def is_over(self) -> bool:
        return self.has_left or (self.ends_on is not None and self.ends_on < self.today)

    @property
    def is_current(self) -> bool:
        return self.starts_on <= self.today and not self.is_over

    @property
    def is_coming(self) -> bool:
        """It begins later. One that was called off before it began never was, and never comes; nor does one of somebody who leaves before."""
        last = min(self.ends_on or dt.date.max, self.leaves_on or dt.date.max)
        return self.today < self.starts_on <= last

    @property
    def last(self) -> Last | None:
        """What ends first, the license or the person's time here; None: neither does."""
        ends = [Last(day, zone) for day, zone in ((self.ends_on, self.zone), (self.leaves_on, self.home_zone)) if day is not None]
        return min(ends, key=lambda each: each.instant, default=None)

    @property
    def is_usable(self) -> bool:
        paused = any(first <= self.today <= (last or dt.date.max) for first, last in self.pauses)
        return self.is_current and self.in_good_standing and not paused


@dataclass(frozen=True, slots=True)
class Wanted:
    """`groups` names the licenses that justify each group; `until` is the last day, None without an end, and `zone` says where it ends, for what ends at
    that instant by itself; `tag` is a fob's id at Salto."""

    standing: Standing
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    until: dt.date | None = None
    tag: str = ""
    zone: str = ""

    def as_json(self) -> dict[str, Any]:
        told = {
            "standing": self.standing.value,
            "groups": {name: list(codes) for name, codes in self.groups.items()},
            "until": self.until.isoformat() if self.until else None,
        }
        return told | {name: value for name, value in (("tag", self.tag), ("zone", self.zone)) if value}


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
        System.WIFI: _with_zone(_wanted(standing, chosen, lambda each: (each.wifi_group or USUAL_GROUP,)), chosen),
        System.PRINTING: _wanted(standing, chosen or _next_of(holdings), lambda each: (USUAL_GROUP,)),
        System.DOORS: replace(doors, tag=tag) if doors is not NOTHING else doors,
    }


def _next_of(holdings: Sequence[Holding]) -> list[Holding]:
    """The licenses that begin soon after one that ended."""
    ended = [each.ends_on for each in holdings if each.ends_on is not None and each.starts_on <= each.ends_on < each.today]
    coming = [each for each in holdings if each.is_coming]
    return sorted((each for each in coming if ended and each.starts_on - max(ended) <= BETWEEN), key=lambda each: each.license)


def _wanted(standing: Standing, chosen: Sequence[Holding], groups_of: Any) -> Wanted:
    if not chosen:
        return NOTHING
    groups: dict[str, tuple[str, ...]] = {}
    for each in chosen:
        for name in groups_of(each):
            groups[name] = (*groups.get(name, ()), each.license)
    last = last_of(chosen)
    return Wanted(standing, dict(sorted(groups.items())), last.day if last is not None else None)


def _with_zone(wanted: Wanted, chosen: Sequence[Holding]) -> Wanted:
    last = last_of(chosen)
    return replace(wanted, zone=last.zone) if last is not None else wanted


def last_of(holdings: Sequence[Holding]) -> Last | None:
    """The end that comes last of all; None where one has none, or nothing is held."""
    ends = [each.last for each in holdings]
    return None if None in ends else max((each for each in ends if each is not None), key=lambda each: each.instant, default=None)
