"""What the address asks of a report: its months, and one location where the number is of one."""

from __future__ import annotations

from typing import Any

from flask import g, request

from app.core import clock
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.web.actor import current_actor
from app.web.formats import as_month, reader
from app.web.place import chosen_location, location_choices

MONTHS = 12
MOST = 36
PRESETS = (3, 6, 12, 24)  # months, the present one with them


def asked_of() -> Asked:
    """A year with the present month, unless the address says otherwise; the months are put in their order, and are not more than three years."""
    if "report_asked" not in g:
        g.report_asked = _asked()
    found: Asked = g.report_asked
    return found


def _asked() -> Asked:
    zone = g.get("home_zone") or "UTC"
    today = clock.today(zone)
    present = Month.of(today)
    last = min(_month("to") or present, present)
    first = _month("from") or last.plus(1 - MONTHS)
    first, last = min(first, last), max(first, last)
    place = request.args.get("location", "")
    own = next((each.id for each in location_choices() if str(each.id) == place), None) if place else chosen_location()
    return Asked(current_actor(), max(first, last.plus(1 - MOST)), last, today, own, str(reader()), zone)


def _month(name: str) -> Month | None:
    try:
        return Month.parse(request.args.get(name, ""))
    except ValueError:
        return None


def kept() -> dict[str, Any]:
    """What its links keep of the address."""
    asked = asked_of()
    return {"from": str(asked.first), "to": str(asked.last)}


def month_choices() -> list[tuple[str, str]]:
    """(value, name), the latest first."""
    present = Month.of(asked_of().today)
    months = [present.plus(-each) for each in range(MOST)]
    return [(str(each), as_month(each)) for each in months]
