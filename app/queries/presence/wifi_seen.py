"""What the access points of a location say about who is there: members who appeared, and people whom the WiFi no longer hears."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import DateTime, bindparam, select, text
from sqlalchemy.orm import Session

from app.models import Access, CheckIn, Location, WifiVoucher
from app.queries.wifi.sessions import present
from app.rules.access import System

LAST_HEARD = text("""
    SELECT radius.account_name(username), max(coalesce(acctstoptime, acctupdatetime, acctstarttime))
    FROM radius.radacct
    WHERE radius.account_name(username) = ANY(:names) AND coalesce(acctstoptime, acctupdatetime, acctstarttime) >= :since
    GROUP BY 1
""").bindparams(bindparam("since", type_=DateTime(timezone=True)))


@dataclass(frozen=True, slots=True)
class Appeared:
    """`since` is when the first of their devices that is online now came on."""

    user_id: int
    since: dt.datetime


def addresses_of(location: Location) -> list[str]:
    return [each.strip() for each in location.access_points.split(",") if each.strip()]


def appeared(session: Session, location: Location) -> list[Appeared]:
    """Members whose devices its access points serve now; nobody where none are named."""
    addresses = addresses_of(location)
    if not addresses:
        return []
    first: dict[str, dt.datetime] = {}
    for each in present(session, addresses):
        first[each.username] = min(each.since, first.get(each.username, each.since))
    query = select(Access.username, Access.user_id).where(Access.system == System.WIFI, Access.username.in_(first))
    return [Appeared(user_id, first[username]) for username, user_id in session.execute(query)]


def last_heard(session: Session, rows: list[CheckIn]) -> dict[int, dt.datetime]:
    """By check-in, of those whose device was on the WiFi since they came. Who never used it is not in it: their silence says nothing."""
    if not rows:
        return {}
    members = select(Access.user_id, Access.username).where(
        Access.system == System.WIFI, Access.user_id.in_({row.user_id for row in rows if row.user_id})
    )
    names_of_members = dict(session.execute(members).all())
    vouchers = select(WifiVoucher.check_in_id, WifiVoucher.username).where(WifiVoucher.check_in_id.in_([row.id for row in rows]))
    names_of_guests = dict(session.execute(vouchers).all())
    names = {row.id: names_of_guests.get(row.id) or names_of_members.get(row.user_id or 0) for row in rows}
    told = {"names": [name for name in names.values() if name], "since": min(row.arrived_at for row in rows)}
    heard: dict[str, dt.datetime] = dict(session.execute(LAST_HEARD, told).all())
    return {row.id: heard[name] for row in rows if (name := names[row.id]) in heard and heard[name] >= row.arrived_at}
