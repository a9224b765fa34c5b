"""Book: a package on its way in: its lines, the rows they meet, and what was found."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.actions.packages.findings import Findings
from app.actions.packages.near import near
from app.actions.packages.sheet import Line, Record
from app.rules.booking_limits import GRID

POINTS_TO = {
    "location_id": "locations",
    "space_id": "spaces",
    "room_id": "rooms",
    "membership_id": "memberships",
    "product_id": "products",
    "organisation_id": "organisations",
    "user_id": "users",
    "license_id": "licenses",
    "track_id": "tracks",
    "owner_id": "users",
    "referrer_id": "users",
}


@dataclass
class Known:
    """The rows of one noun that the package names or touches, new ones included."""

    by_key: dict[str, Record] = field(default_factory=dict)
    by_id: dict[int, Record] = field(default_factory=dict)


@dataclass
class Book:
    """`present` is filled by present.py with what only some sheets ask for. `is_cut`: rows of it could not be read, and so not be given back."""

    author: str
    now: dt.datetime
    findings: Findings = field(default_factory=Findings)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=lambda: defaultdict(Known))
    is_cut: bool = False
    lost: list[tuple[str, list[str], list[list[str]]]] = field(default_factory=list)

    prices: dict[int, dict[dt.date | None, Record]] = field(default_factory=lambda: defaultdict(dict))
    new_prices: dict[tuple[Record, dt.date | None], Line] = field(default_factory=dict)
    billed_until: dict[int, dt.date] = field(default_factory=dict)
    agreements: dict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    licenses_billed_until: dict[int, dt.date] = field(default_factory=dict)
    pauses: dict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    items_of_licenses: dict[int, Record] = field(default_factory=dict)
    balances: dict[tuple[int, str], Record] = field(default_factory=dict)
    openings: dict[int, Record] = field(default_factory=dict)
    wallets: dict[tuple[Record, str, str | None], Record] = field(default_factory=dict)
    wallets_by_id: dict[int, Record] = field(default_factory=dict)
    brought: dict[str, tuple[int, int]] = field(default_factory=dict)
    contacts: dict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    merged: dict[str, Record] = field(default_factory=dict)  # contacts by an address that went into them
    roles: dict[str, int] = field(default_factory=dict)
    selling: frozenset[str] = frozenset()  # names of roles that work with leads
    roles_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    places_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    leaving: set[int] = field(default_factory=set)
    track_names: dict[str, Record | None] = field(default_factory=dict)
    tasks: dict[Record, list[Record]] = field(default_factory=lambda: defaultdict(list))
    tasks_by_code: dict[Record, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    headquarters: Record | None = None
    taxed_countries: set[str] = field(default_factory=set)
    grid: int = GRID
    with_extras: set[int] = field(default_factory=set)  # bookings that came to extras

    @property
    def at(self) -> dt.datetime:
        """The instant of the import."""
        return self.now.replace(tzinfo=dt.UTC)

    def noon(self, location: Record, day: dt.date) -> dt.datetime:
        """Of that day, by the clock of the location."""
        return dt.datetime.combine(day, dt.time(12), ZoneInfo(location["zone"])).astimezone(dt.UTC)

    def all_lines(self) -> Iterator[Line]:
        for lines in self.lines.values():
            yield from lines

    def find(self, sheet: str, key: str) -> Record | None:
        return self.known[sheet].by_key.get(key)

    def to(self, record: Record, attribute: str) -> Record:
        """The record that a foreign key of another leads to. Only for keys that are filled."""
        value = record[attribute]
        return value if isinstance(value, Record) else self.known[POINTS_TO[attribute]].by_id[value]

    def add_task(self, track: Record, task: Record) -> Record:
        """To the tree of a track."""
        self.tasks[track].append(task)
        if task["code"] is not None:
            self.tasks_by_code[track][task["code"]] = task
        return task

    def missing(self, sheet: str, key: str) -> str:
        """The reason for a reference that leads nowhere."""
        noun = _(sheet.removesuffix("s").replace("_", " ").capitalize()).lower()
        reason = str(_("There is no %(noun)s %(key)s, neither here nor in Foyer.", noun=noun, key=key[:100]))
        return reason + near(key, self.known[sheet].by_key)

    def cut(self, file: str, line: int | None, reason: str) -> None:
        """A file that cannot be read from there on, or at all."""
        self.findings.error(file, line, "", "", reason)
        self.is_cut = True

    def refuse(self, line: Line, column: str, reason: str) -> None:
        """One more thing wrong with a line; it and all that depend on it stay out."""
        self.findings.error(line.sheet.file, line.number, column, line.raw.get(column, ""), reason)
        line.reasons.append(f"{column}: {reason}" if column else reason)
        line.is_bad = True

    def follow(self, line: Line, column: str, cause: Line) -> None:
        """A line that depends on a bad one is bad as well; only the cause counts as an error."""
        where = _("%(file)s, line %(line)d", file=cause.sheet.file, line=cause.number)
        line.reasons.append(_("%(column)s: depends on %(where)s, which has an error.", column=column, where=where))
        line.is_bad = True

    def warn(self, line: Line, column: str, reason: str) -> None:
        self.findings.warn(line.sheet.file, line.number, column, line.raw.get(column, ""), reason)
