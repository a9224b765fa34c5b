"""Single numbers of other reports on the overview, by the queries of those reports; each is there for whoever may open its report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.queries.presence.asked import Asked as Wanted
from app.queries.presence.asked import count as check_ins
from app.queries.reports.asked import Asked
from app.queries.reports.billed import collected
from app.queries.reports.debt import failed
from app.queries.reports.liability import liability
from app.queries.reports.overview import Overview
from app.rendering.reports.presence import behind
from app.rendering.reports.say import month_written, rounded_said, written
from app.rendering.reports.shape import Figure, Kind
from app.rendering.reports.words import count, money

DAYS = 7  # of presence: each day of the week once, and few enough rows to be counted while somebody waits


def _last(asked: Asked) -> Asked:
    """The last month alone."""
    return replace(asked, first=asked.last)


def cash(session: Session, asked: Asked, currencies: Sequence[str]) -> list[Figure]:
    """What came in by card, transfer and cash in the last month, less what went back."""
    found = {each.currency: each.of(asked.last) for each in collected(session, _last(asked))}
    return [
        Figure(
            _("Collected in %(month)s", month=month_written(asked.last, asked.locale)),
            money(found.get(each, 0), each, report="revenue", what="collected", month=asked.last),
            how="collected",
        )
        for each in dict.fromkeys((*currencies, *found))
    ]


def failures(session: Session, asked: Asked, told: Overview) -> list[Figure]:
    """Charges of cards that failed in the last month; none is told once, of no currency."""
    label = _("Card charges that failed in %(month)s", month=month_written(asked.last, asked.locale))
    found = failed(session, _last(asked))
    return [
        Figure(
            label,
            count(number, report="debt", what="failed", month=asked.last, currency=currency),
            hint=rounded_said(cents, currency, asked.locale),
            how="failed_payments",
        )
        for (currency, _month), (number, cents) in sorted(found.items(), key=lambda each: told.rank(each[0][0]))
    ] or [Figure(label, count(0), how="failed_payments")]


def credits(session: Session, asked: Asked, found: Overview) -> list[Figure]:
    """What wallets hold at the end of the last month."""
    return [
        Figure(
            _("Credits owed"),
            money(each.of(asked.last), each.currency, report="credits", what="wallets", month=asked.last),
            how="liability",
        )
        for each in sorted(liability(session, _last(asked)), key=lambda each: found.rank(each.currency))
    ]


def presence(session: Session, asked: Asked) -> list[Figure]:
    """Check-ins of the last seven days that are asked for, or of fewer where no more are."""
    first = max(asked.until - dt.timedelta(days=DAYS - 1), asked.first.first)
    number = check_ins(session, Wanted(first=first, last=asked.until, location_id=asked.location_id), by=asked.by)
    said = {"first": written(first, Kind.DATE, "", asked.locale), "last": written(asked.until, Kind.DATE, "", asked.locale)}
    return [Figure(_("Check-ins"), count(number, **behind(asked, first)), hint=_("%(first)s to %(last)s", **said), how="check_ins")]
