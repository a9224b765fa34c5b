"""Who of Foyer's people is on the WiFi now, and what a person did there before: rows of FreeRADIUS joined to those who may be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import DateTime, bindparam, or_, select, text
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.core import clock
from app.models import Access, FoyerUser
from app.queries.wifi.sessions import SILENT
from app.rules.access import System

MOST = 500
LIVE = text("""
    SELECT radacctid, radius.account_name(username), coalesce(callingstationid, ''), coalesce(nullif(calledstationid, ''), host(nasipaddress)), acctstarttime,
           acctstoptime, coalesce(acctinputoctets, 0), coalesce(acctoutputoctets, 0)
    FROM radius.radacct WHERE acctstoptime IS NULL AND acctupdatetime >= :silent_since AND username <> '' ORDER BY acctstarttime DESC LIMIT 5000
""").bindparams(bindparam("silent_since", type_=DateTime(timezone=True)))
OF_ONE = text("""
    SELECT radacctid, radius.account_name(username), coalesce(callingstationid, ''), coalesce(nullif(calledstationid, ''), host(nasipaddress)), acctstarttime,
           coalesce(acctstoptime, CASE WHEN acctupdatetime < :silent_since THEN acctupdatetime END), coalesce(acctinputoctets, 0), coalesce(acctoutputoctets, 0)
    FROM radius.radacct WHERE radius.account_name(username) = radius.account_name(:typed) ORDER BY acctstarttime DESC NULLS LAST LIMIT :most
""").bindparams(bindparam("silent_since", type_=DateTime(timezone=True)))


@dataclass(frozen=True, slots=True)
class Connection:
    """One device's. `place` is the access point as it calls itself, or its address; bytes as the device sees them; `ended_at` None: now."""

    id: int
    username: str
    station: str
    place: str
    since: dt.datetime
    ended_at: dt.datetime | None
    uploaded: int
    downloaded: int


@dataclass(frozen=True, slots=True)
class Online:
    access: Access
    connection: Connection


def online(session: Session, *, by: Actor, location_id: int | None = None, search: str = "") -> Sequence[Online]:
    """Newest first. Accounts are where their license is: whoever may see the person sees them here."""
    live = [Connection(*row) for row in session.execute(LIVE, {"silent_since": clock.now() - SILENT})]
    query = select(Access).join(FoyerUser, FoyerUser.id == Access.user_id)
    query = query.where(Access.system == System.WIFI, Access.username.in_({each.username for each in live}))
    seen = visible(by, Access)
    query = query if seen is None else query.where(seen)
    query = query if location_id is None else query.where(Access.location_id == location_id)
    for word in search.split():
        columns = (FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email, Access.username)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    query = query.options(joinedload(Access.user).joinedload(FoyerUser.organisation), joinedload(Access.location))
    people = {row.username: row for row in session.scalars(query)}
    return [Online(people[each.username], each) for each in live if each.username in people][:MOST]


def connections(session: Session, username: str, *, most: int = 50) -> Sequence[Connection]:
    """Of one account, newest first; one that fell silent ended when it was last heard of."""
    told = {"typed": username, "most": most, "silent_since": clock.now() - SILENT}
    return [Connection(*row) for row in session.execute(OF_ONE, told)]
