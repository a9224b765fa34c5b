"""Who is on the WiFi of the demo network today, and was in the days before: what its access points would have reported to FreeRADIUS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, text

from app.core import clock
from app.models import Access, FoyerUser
from app.rules.access import System
from app.work import Work

DAYS = 8
MEGABYTE = 1_000_000
NAS = {"KLF": "192.0.2.10", "RSB": "192.0.2.20", "AMS": "192.0.2.30"}  # addresses of documentation (RFC 5737)
REPORT = text("""
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, calledstationid, callingstationid,
                                acctstarttime, acctupdatetime, acctstoptime, acctinputoctets, acctoutputoctets)
    VALUES (:session, :session, :username, CAST(:nas AS inet), :point, :station, :started, :heard, :ended, :up, :down)
""")
# No access point is there to report again: what is heard last, when people go home, is written at once.
UNTIL_TONIGHT = text("UPDATE radius.radacct SET acctupdatetime = :until WHERE acctstoptime IS NULL AND acctsessionid LIKE 'demo-%'")


def go_online(work: Work, people: Sequence[FoyerUser]) -> None:
    """`people` have their accounts wanted; two of three are online now."""
    rows = work.session.scalars(
        select(Access).where(Access.system == System.WIFI, Access.user_id.in_([each.id for each in people])).order_by(Access.id)
    )
    now = clock.now().replace(microsecond=0)
    reports = [_report(row, place, day, now) for place, row in enumerate(rows) for day in range(DAYS) if day or place % 3 != 2]
    if reports:
        work.session.execute(REPORT, reports)
        work.session.execute(UNTIL_TONIGHT, {"until": now + dt.timedelta(hours=9)})


def _report(row: Access, place: int, day: int, now: dt.datetime) -> dict[str, object]:
    """One device's connection of a day; day 0 goes on."""
    code = row.location.code if row.location and row.location.code in NAS else "KLF"
    lasted = dt.timedelta(minutes=25 + (place * 53 + day * 31) % 210)
    heard = now - dt.timedelta(days=day)
    size = 40 + (place * 67 + day * 129) % 900
    return {
        "session": f"demo-{row.id}-{day}", "username": row.username, "nas": NAS[code], "point": f"{code} access point {1 + place % 2}",
        "station": f"02-00-5E-10-{place:02X}-01", "started": heard - lasted, "heard": heard, "ended": heard if day else None,
        "up": size * MEGABYTE // 6, "down": size * MEGABYTE,
    }  # fmt: skip
