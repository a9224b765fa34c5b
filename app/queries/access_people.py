"""Whose access a change may touch."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Text, cast, select, union
from sqlalchemy.orm import Session

from app.models import Access, License

AT_ONCE = 500


def people_of_license(session: Session, license_id: int, user_id: int | None = None) -> set[int]:
    """Its holder, and whoever had access because of it; `user_id` is the last holder of a license that is gone."""
    found = {user_id} if user_id is not None else set()
    license = session.get(License, license_id)
    if license is not None:
        found |= {license.user_id} if license.user_id is not None else set()
        because = cast(Access.wanted["groups"], Text).contains(f'"{license.code}"', autoescape=True)
        found |= set(session.scalars(select(Access.user_id).where(because)))
    return found


def people_of_organisation(session: Session, organisation_id: int) -> set[int]:
    """Everybody with a license there."""
    return set(session.scalars(select(License.user_id).where(License.organisation_id == organisation_id, License.user_id.is_not(None))))


def people_of_membership(session: Session, membership_id: int) -> set[int]:
    return set(session.scalars(select(License.user_id).where(License.membership_id == membership_id, License.user_id.is_not(None))))


def everybody(session: Session) -> Iterator[list[int]]:
    """All who have a license or an account, some hundred at a time, in the order of their numbers."""
    who = union(select(License.user_id.label("id")).where(License.user_id.is_not(None)), select(Access.user_id)).subquery()
    last = 0
    while ids := list(session.scalars(select(who.c.id).where(who.c.id > last).order_by(who.c.id).limit(AT_ONCE))):
        yield ids
        last = ids[-1]
