"""How a member stands, and the numbers of their page."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.queries.access_terms import access_terms

HOLDS = (AccessState.GRANTED, AccessState.SUSPENDED)


class Standing(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    STARTS_LATER = "starts_later"
    WITHOUT_LICENSE = "without_license"
    DEACTIVATED = "deactivated"


class PersonFigures(NamedTuple):
    """`licenses` run today or later; `accounts` are held at WiFi, printers and doors; `to_look_at` failed, or were found different."""

    standing: Standing
    licenses: int
    accounts: int
    to_look_at: int


def person_figures(session: Session, user: FoyerUser) -> PersonFigures:
    """As of today at the place of each license; what opens doors decides who is active."""
    held = access_terms(session, [user.id])[user.id].holdings
    running = [each for each in held if each.ends_on is None or each.today <= each.ends_on]
    if not user.active:
        standing = Standing.DEACTIVATED
    elif any(each.is_usable for each in running):
        standing = Standing.ACTIVE
    elif any(each.is_current for each in running):
        standing = Standing.PAUSED
    else:
        standing = Standing.STARTS_LATER if running else Standing.WITHOUT_LICENSE
    wrong = or_(Access.state == AccessState.FAILED, Access.drift != [])
    counted = select(func.count().filter(Access.state.in_(HOLDS)), func.count().filter(wrong)).where(Access.user_id == user.id)
    accounts, to_look_at = session.execute(counted).one()
    return PersonFigures(standing, len(running), accounts, to_look_at)
