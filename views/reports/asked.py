"""What the address asks of a report: its months, and one location where the number is of one, or all whatever the switch says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask import g, request

from app.core import clock
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.web.actor import current_actor
from app.web.formats import as_month, reader
from app.web.place import place_asked, place_named, reader_zone

MONTHS = 12
MOST = 36
PRESETS = (3, 6, 12, 24)  # months, the present one with them
EARLIEST = Month(2000, 1)  # of no month before it there is anything to report
NUMBERS, MONTH_NAMES, LARGEST = ("room", "space", "organisation"), ("month", "born", "run"), 2**31 - 1


def asked_of() -> Asked:
    """A year with the present month, unless the address says otherwise; the months are put in their order, and are not more than three years."""
    if "report_asked" not in g:
        g.report_asked = _asked()
    found: Asked = g.report_asked
    return found


def _asked() -> Asked:
    zone = reader_zone()
    today = clock.today(zone)
    present = Month.of(today)
    last = _month("to", present) or present
    first = _month("from", present) or last.plus(1 - MONTHS)
    first, last = min(first, last), max(first, last)
    return Asked(current_actor(), max(first, last.plus(1 - MOST)), last, today, place_asked(_place_said()), str(reader()), zone)


def _month(name: str, present: Month) -> Month | None:
    try:
        return max(EARLIEST, min(Month.parse(request.args.get(name, "")), present))
    except ValueError:
        return None


def _place_said() -> str:
    return request.args.get("location", "")


def kept() -> dict[str, str]:
    """What its links keep of the address: a report of one location leads to the rows of that location. Found once: a page of a large network has a thousand links, and looks through hundreds of locations."""
    if "report_kept" not in g:
        asked, named = asked_of(), place_named(_place_said())
        g.report_kept = {"from": str(asked.first), "to": str(asked.last)} | ({"location": named} if named else {})
    found: dict[str, str] = g.report_kept
    return found


def words_of(given: Mapping[str, str]) -> Mapping[str, str]:
    """What an address says of a list. Raises ValueError for what can be no text, day, month or number of ours."""
    for name, word in given.items():
        if "\x00" in word:
            raise ValueError(f"{name} is no text")
        if name == "day":
            Month.of(dt.date.fromisoformat(word))
        elif name in MONTH_NAMES and Month.parse(word) < EARLIEST:
            raise ValueError(f"{name} is too long ago")
        elif name in NUMBERS and not 0 < int(word) <= LARGEST:
            raise ValueError(f"{name} is no number of anything")
    return given


def month_choices() -> list[tuple[str, str]]:
    """(value, name), the latest first."""
    present = Month.of(asked_of().today)
    months = [present.plus(-each) for each in range(MOST)]
    return [(str(each), as_month(each)) for each in months]
