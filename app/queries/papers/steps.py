"""What each month costs after the first invoice, step by step: an amount, and until when it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.formats import date_text, money_text, month_text
from app.core.month import Month
from app.queries.papers.unheld import Unheld
from app.rules.document import totals


@dataclass(frozen=True, slots=True)
class Step:
    """Months of the same sums in cents, both inclusive; `until` None: as far as is known today."""

    since: Month
    until: Month | None
    net: int
    vat: int
    total: int

    @property
    def last_day(self) -> dt.date | None:
        return self.until.last if self.until is not None else None

    def when(self, locale: str) -> str:
        """ "July 2026", "Each month from 1 July 2026 to 28 February 2027", "Each month from 1 March 2027"."""
        if self.since == self.until:
            return month_text(self.since, locale)
        first = date_text(self.since.first, locale)
        if self.last_day is None:
            return _("Each month from %(first)s", first=first)
        return _("Each month from %(first)s to %(last)s", first=first, last=date_text(self.last_day, locale))


def steps_stored(priced: Unheld) -> list[dict[str, Any]]:
    """JSON of the steps from the month after the first invoice on; months of the same sums are one."""
    found: list[dict[str, Any]] = []
    for month in priced.changes():
        sums = totals([line for line in priced.of(month).lines if line.id < 0])
        if found:
            if (found[-1]["net"], found[-1]["vat"], found[-1]["total"]) == (sums.net, sums.vat, sums.total):
                continue
            found[-1]["until"] = str(month.previous)
        found.append({"from": str(month), "until": None, "net": sums.net, "vat": sums.vat, "total": sums.total})
    return found


def steps_of(monthly: dict[str, Any] | None) -> tuple[Step, ...]:
    """Of a stored month; one that was sent before steps were kept says one amount."""
    if monthly is None:
        return ()
    stored = monthly.get("steps") or [monthly | {"from": monthly["month"], "until": None}]
    return tuple(
        Step(Month.parse(each["from"]), Month.parse(each["until"]) if each["until"] else None, each["net"], each["vat"], each["total"])
        for each in stored
    )


def steps_text(steps: Sequence[Step], currency: str, locale: str) -> str:
    """ "R 4 425.00 until 28 February 2027, then R 5 900.00", as the months after the first cost it, with VAT."""
    text = ""
    for step in steps:
        said = money_text(step.total, currency, locale)
        if step.last_day is not None:
            said = _("%(amount)s until %(day)s", amount=said, day=date_text(step.last_day, locale))
        text = _("%(before)s, then %(after)s", before=text, after=said) if text else said
    return text or "–"
