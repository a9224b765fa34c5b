"""A whole organisation moves out on one day: which of its licenses end with it, and who has none any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.versions import version_of
from app.models import FoyerUser, License


def running_after(day: dt.date) -> ColumnElement[bool]:
    """The last day of a license is after that one, or there is none."""
    return or_(License.ends_on.is_(None), License.ends_on > day)


def licenses_after(session: Session, organisation_id: int, day: dt.date, *, by: Actor) -> Sequence[License]:
    """Those that a leaving on that day ends, of those that the actor may see, as they stand in the tables."""
    query = narrowed(select(License).where(License.organisation_id == organisation_id, running_after(day)), by, License)
    return session.scalars(query.order_by(License.id).execution_options(populate_existing=True)).all()


def is_licensed_elsewhere(session: Session, organisation_id: int, day: dt.date, *, by: Actor) -> bool:
    """Whether any of them is at a place where the actor does not work."""
    if by.location_ids is None:
        return False
    there = License.organisation_id == organisation_id, License.location_id.not_in(by.location_ids)
    return session.scalar(select(License.id).where(*there, running_after(day)).limit(1)) is not None


def licenses_version(session: Session, organisation_id: int, *, by: Actor) -> str:
    """What a page shows of all of them; another one once any has changed, or one came."""
    query = narrowed(select(License).where(License.organisation_id == organisation_id), by, License)
    along = selectinload(License.pauses), selectinload(License.agreements)
    found = session.scalars(query.options(*along).order_by(License.id).execution_options(populate_existing=True)).all()
    return version_of(*(part for each in found for part in (each, *each.pauses, *each.agreements)))


def left_without(session: Session, licenses: Sequence[License], day: dt.date, *, by: Actor) -> Sequence[FoyerUser]:
    """Of the people of these licenses those whom no other opens anything after that day, of whatever organisation. Asked after the ends are written."""
    runs = select(License.id).where(License.user_id == FoyerUser.id, running_after(day)).exists()
    people = select(FoyerUser).where(FoyerUser.id.in_([each.user_id for each in licenses if each.user_id is not None]), ~runs)
    return session.scalars(narrowed(people, by, FoyerUser).order_by(FoyerUser.last_name, FoyerUser.first_name, FoyerUser.id)).all()
