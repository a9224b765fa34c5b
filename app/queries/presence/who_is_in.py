"""Who is in a location at this moment, as the desk and the evacuation list show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import CheckIn, DayUse, FoyerUser, Guest, Location, Peer
from app.models.check_in import LeftBy, Source
from app.models.day_pass import DayTakenFrom
from app.rules.wall_times import day_bounds


class Who(StrEnum):
    """A member, a guest, or somebody of another network (K4)."""

    MEMBER = "member"
    GUEST = "guest"
    VISITOR = "visitor"
    NOBODY = "nobody"  # past its term, it says no more who it was (K5)


@dataclass(frozen=True, slots=True)
class Present:
    """One check-in. `host` and `host_phone` are whom a guest visits; `network` the other network's name; `is_without_day`: nothing was
    there that the member's day could be taken from, and the desk talks to them."""

    id: int
    who: Who
    name: str
    company: str
    since: dt.datetime
    left_at: dt.datetime | None
    left_by: LeftBy | None
    source: Source
    user_id: int | None
    guest_id: int | None
    picture_id: int | None
    phone: str
    host_id: int | None
    host: str
    host_phone: str
    network: str
    email: str
    is_without_day: bool
    was_offline: bool


def who_is_in(session: Session, location_id: int, *, by: Actor) -> list[Present]:
    """By name, so that somebody is found by looking."""
    return _people(session, by, CheckIn.location_id == location_id, CheckIn.left_at.is_(None), order=(func.lower(CheckIn.name), CheckIn.id))


def left_today(session: Session, location: Location, *, by: Actor, most: int = 12) -> list[Present]:
    """Whoever left last comes first, and is not in again."""
    begun, _end = day_bounds(clock.today(location.zone), location.zone)
    again = aliased(CheckIn)
    is_back = select(again.id).where(
        again.location_id == CheckIn.location_id,
        again.left_at.is_(None),
        func.coalesce(again.user_id, 0) == func.coalesce(CheckIn.user_id, 0),
        func.coalesce(again.guest_id, 0) == func.coalesce(CheckIn.guest_id, 0),
        again.peer_ref == CheckIn.peer_ref,
    )
    found = _people(
        session,
        by,
        CheckIn.location_id == location.id,
        CheckIn.left_at >= begun,
        ~is_back.exists(),
        order=(CheckIn.left_at.desc(), CheckIn.id.desc()),
        most=3 * most,
    )
    last: dict[tuple[Any, ...], Present] = {}
    for row in found:
        last.setdefault((row.user_id, row.guest_id, row.name if row.who is Who.VISITOR else ""), row)
    return list(last.values())[:most]


def one_present(session: Session, check_in_id: int, *, by: Actor) -> Present | None:
    return next(iter(_people(session, by, CheckIn.id == check_in_id)), None)


def _people(session: Session, by: Actor, *where: Any, order: Sequence[Any] = (), most: int | None = None) -> list[Present]:
    host = aliased(FoyerUser)
    day = func.date(func.timezone(Location.zone, CheckIn.arrived_at))
    query: Select[Any] = (
        select(
            CheckIn,
            FoyerUser.picture_id,
            FoyerUser.phone,
            FoyerUser.email,
            Guest.picture_id,
            Guest.email,
            host.first_name,
            host.last_name,
            host.phone,
            Peer.name,
            DayUse.id,
        )
        .join(Location, Location.id == CheckIn.location_id)
        .outerjoin(FoyerUser, FoyerUser.id == CheckIn.user_id)
        .outerjoin(Guest, Guest.id == CheckIn.guest_id)
        .outerjoin(Peer, Peer.id == CheckIn.peer_id)
        .outerjoin(host, host.id == CheckIn.host_id)
        .outerjoin(
            DayUse,
            and_(
                DayUse.user_id == CheckIn.user_id,
                DayUse.location_id == CheckIn.location_id,
                DayUse.day == day,
                DayUse.taken_from == DayTakenFrom.NOTHING,
            ),
        )
        .where(*where)
        .order_by(*order)
        .limit(most)
    )
    return [_present(*row) for row in session.execute(narrowed(query, by, CheckIn))]


def _present(
    row: CheckIn, face: int | None, phone: str | None, email: str | None, photo: int | None, guest_email: str | None,
    first: str | None, last: str | None, host_phone: str | None, network: str | None, without: int | None,
) -> Present:  # fmt: skip
    who = Who.MEMBER if row.user_id else Who.GUEST if row.guest_id else Who.VISITOR if row.peer_id else Who.NOBODY
    return Present(
        id=row.id,
        who=who,
        name=row.name,
        company=row.company,
        since=row.arrived_at,
        left_at=row.left_at,
        left_by=row.left_by,
        source=row.source,
        user_id=row.user_id,
        guest_id=row.guest_id,
        picture_id=face or photo,
        phone=phone or "",
        host_id=row.host_id,
        host=f"{first or ''} {last or ''}".strip() or row.host_name,
        host_phone=host_phone or "",
        network=network or "",
        email=email or guest_email or "",
        is_without_day=without is not None,
        was_offline=row.was_offline,
    )
