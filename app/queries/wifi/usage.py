"""How much went through the WiFi, by account and day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.rules.wifi import ONE_DAY, end_of

DAYS = text("""
    SELECT CAST(quarter AT TIME ZONE :zone AS date), CAST(sum(uploaded) AS bigint), CAST(sum(downloaded) AS bigint)
    FROM radius.usage WHERE username = radius.account_name(:typed) AND quarter >= :since AND quarter < :until
    GROUP BY 1 ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class UsedOn:
    """Bytes as the devices see them, on a day of the zone that was asked for."""

    day: dt.date
    uploaded: int
    downloaded: int


def usage(session: Session, username: str, *, first: dt.date, last: dt.date, zone: str) -> list[UsedOn]:
    """Days with traffic from `first` to `last`, both included. What a report tells belongs to the quarter of an hour in which it came."""
    told = {"typed": username, "zone": zone, "since": end_of(first - ONE_DAY, zone), "until": end_of(last, zone)}
    return [UsedOn(*row) for row in session.execute(DAYS, told)]
