"""Who is online: open sessions of one account, and everybody by access point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock

# access points are told to report every five minutes (app/cli/freeradius/raddb/sites.conf); who misses three reports has gone
SILENT = dt.timedelta(minutes=15)

OPEN = text("""
    SELECT username, acctsessionid, host(nasipaddress), coalesce(callingstationid, ''), acctstarttime, acctupdatetime,
           coalesce(acctinputoctets, 0), coalesce(acctoutputoctets, 0), acctupdatetime < :silent_since, radacctid
    FROM radius.radacct WHERE radius.account_name(username) = radius.account_name(:typed) AND acctstoptime IS NULL
    ORDER BY acctstarttime, radacctid
""")
PRESENT = text("""
    SELECT radius.account_name(username), host(nasipaddress), min(acctstarttime), max(acctupdatetime), count(DISTINCT callingstationid)
    FROM radius.radacct
    WHERE acctstoptime IS NULL AND acctupdatetime >= :silent_since AND username <> ''
      AND (:everywhere OR nasipaddress = ANY(CAST(:addresses AS inet[])))
    GROUP BY 1, 2 ORDER BY 1, 2
""")


@dataclass(frozen=True, slots=True)
class WifiSession:
    """One device's connection. `username` is written as the access point knows it, which is what it wants to hear again.

    `uploaded` and `downloaded` are bytes as the device sees them. `is_stale`: its Stop never came, and it is over.
    """

    username: str
    session_id: str
    nas_address: str
    station: str
    started_at: dt.datetime
    heard_at: dt.datetime
    uploaded: int
    downloaded: int
    is_stale: bool
    id: int


@dataclass(frozen=True, slots=True)
class Present:
    """An account at an access point, since when, when it was last heard of, and with how many devices."""

    username: str
    nas_address: str
    since: dt.datetime
    heard_at: dt.datetime
    devices: int


def sessions(session: Session, username: str, *, silent_after: dt.timedelta = SILENT) -> list[WifiSession]:
    """Everything that was begun and not ended, oldest first, also what is stale: an access point may still know it."""
    rows = session.execute(OPEN, {"typed": username, "silent_since": clock.now() - silent_after})
    return [WifiSession(*row) for row in rows]


def present(session: Session, nas_addresses: Collection[str] | None = None, *, silent_after: dt.timedelta = SILENT) -> list[Present]:
    """Who is on the WiFi now, by name: at these access points, or at all of them."""
    told = {"silent_since": clock.now() - silent_after, "everywhere": nas_addresses is None, "addresses": list(nas_addresses or ())}
    return [Present(*row) for row in session.execute(PRESENT, told)]
