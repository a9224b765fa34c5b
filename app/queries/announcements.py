"""Announcements: what a member is to see today, and how many members one reaches and has reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.access.roles import MEMBER
from app.core import clock
from app.models import Announcement, AnnouncementSeen, FoyerUser, License, Organisation
from app.models.user import Role
from app.queries.house_zone import zone_at
from app.queries.letter_sender import home_of


@dataclass(frozen=True, slots=True)
class Told:
    """`is_new`: it was on no page of theirs before."""

    row: Announcement
    is_new: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Members whom it is for today, who of them had it on the page, and who put it away."""

    members: int
    seen: int
    dismissed: int


def for_member(session: Session, me: FoyerUser) -> list[Told]:
    """Not put away and not over where they are: pinned ones first, then the newest."""
    seen = and_(AnnouncementSeen.announcement_id == Announcement.id, AnnouncementSeen.user_id == me.id)
    home = home_of(me)
    today = clock.today(zone_at(session, home))
    query = select(Announcement, AnnouncementSeen.id).outerjoin(AnnouncementSeen, seen)
    query = query.where(
        Announcement.starts_on <= today,
        Announcement.ends_on >= today,
        AnnouncementSeen.dismissed_at.is_(None),
        or_(Announcement.location_id.is_(None), _at(Announcement.location_id, me)),
    )
    rows = session.execute(query.order_by(Announcement.is_pinned.desc(), Announcement.starts_on.desc(), Announcement.id.desc()))
    return [Told(row, seen_id is None) for row, seen_id in rows]


def reach(session: Session, row: Announcement) -> Reach:
    """Counted as of now."""
    members = session.scalar(select(func.count(FoyerUser.id)).where(*recipients(row.location_id))) or 0
    seen = select(func.count(), func.count(AnnouncementSeen.dismissed_at)).where(AnnouncementSeen.announcement_id == row.id)
    return Reach(members, *session.execute(seen).one())


def recipients(location_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Active members who are at home there, have a license there that has not ended, or whose organisation is at home there."""
    members = (FoyerUser.active, FoyerUser.roles.any(Role.name == MEMBER))
    if location_id is None:
        return members
    team = exists().where(Organisation.id == FoyerUser.organisation_id, Organisation.location_id == location_id)
    return (
        *members,
        or_(
            FoyerUser.location_id == location_id,
            team,
            exists().where(License.user_id == FoyerUser.id, License.location_id == location_id, _runs()),
        ),
    )


def _at(column: Any, me: FoyerUser) -> ColumnElement[bool]:
    """The same the other way round: whether a location is one of theirs."""
    licenses = select(License.location_id).where(License.user_id == me.id, _runs())
    team = select(Organisation.location_id).where(Organisation.id == (me.organisation_id or 0))
    return or_(column == (me.location_id or 0), column.in_(licenses), column.in_(team))


def _runs() -> ColumnElement[bool]:
    return or_(License.ends_on.is_(None), License.ends_on >= clock.now().date())
