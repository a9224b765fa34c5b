"""Who has a group of doors or of the WiFi, and because of which license: "who can open this door, and why?" (A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.models import Access, FoyerUser, License, Membership
from app.models.access import AccessState
from app.rules.access import System

MOST = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """One person; `licenses` are those that give it, `until` is the last of their last days, None where one runs on."""

    access: Access
    licenses: Sequence[License]

    @property
    def since(self) -> dt.date | None:
        return min((each.starts_on for each in self.licenses), default=None)

    @property
    def until(self) -> dt.date | None:
        ends = [each.ends_on for each in self.licenses]
        return None if not ends or None in ends else max(end for end in ends if end is not None)


@dataclass(frozen=True, slots=True)
class Holders:
    """`count` of those that may be seen; `elsewhere` counts those of other locations, who are not named here."""

    rows: Sequence[Holder]
    count: int
    elsewhere: int


def holders(session: Session, system: System, group: str, *, by: Actor, search: str = "") -> Holders:
    """By name, the first MOST of them: everybody who should have it, or has it still."""
    has = [
        Access.system == system,
        or_(Access.wanted["groups"].has_key(group), Access.held["groups"].has_key(group)),
        Access.state != AccessState.GONE,
    ]
    seen = visible(by, Access)
    mine = has if seen is None else [*has, seen]
    everywhere = session.scalar(select(func.count(Access.id)).where(*has)) or 0
    count = session.scalar(select(func.count(Access.id)).where(*mine)) or 0
    query = select(Access).join(FoyerUser, FoyerUser.id == Access.user_id).where(*mine)
    for word in search.split():
        query = query.where(
            or_(*(column.icontains(word, autoescape=True) for column in (FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email)))
        )
    query = query.options(joinedload(Access.user).joinedload(FoyerUser.organisation), joinedload(Access.location))
    rows = session.scalars(query.order_by(FoyerUser.last_name, FoyerUser.first_name, Access.id).limit(MOST)).all()
    codes = {code for row in rows for code in _codes(row, group)}
    licenses = {license.code: license for license in session.scalars(select(License).where(License.code.in_(codes)))}
    found = [Holder(row, [licenses[code] for code in _codes(row, group) if code in licenses]) for row in rows]
    return Holders(found, count, everywhere - count)


def access_by_license(session: Session, code: str, *, by: Actor) -> Sequence[Access]:
    """What is wanted because of a license, by person and system."""
    seen = visible(by, Access)
    behind = func.jsonb_path_exists(Access.wanted, cast("$.groups.*[*] ? (@ == $code)", JSONPATH), func.jsonb_build_object("code", code))
    query = (
        select(Access).where(behind).options(joinedload(Access.user), joinedload(Access.location)).order_by(Access.user_id, Access.system)
    )
    return session.scalars(query if seen is None else query.where(seen)).all()


def memberships_giving(session: Session, system: System, group: str, *, by: Actor) -> Sequence[Membership]:
    """Which memberships give it, by location and name."""
    given = Membership.gives_doors(group) if system is System.DOORS else Membership.gives_wifi(group)
    seen = visible(by, Membership)
    query = select(Membership).where(given).options(joinedload(Membership.location)).order_by(Membership.location_id, Membership.name)
    return session.scalars(query if seen is None else query.where(seen)).all()


def people_in_groups(session: Session, system: System, *, by: Actor) -> dict[str, int]:
    """How many people should have each group, of those that may be seen."""
    seen = visible(by, Access)
    name = func.jsonb_object_keys(Access.wanted["groups"]).label("name")
    inner = select(Access.id, name).where(Access.system == system, Access.state != AccessState.GONE)
    each = (inner if seen is None else inner.where(seen)).subquery()
    counted = session.execute(select(each.c.name, func.count()).group_by(each.c.name))
    return {row[0]: row[1] for row in counted}


def _codes(row: Access, group: str) -> list[str]:
    """Of the licenses behind it: of what is wanted, else of what is held still."""
    return list(row.wanted.get("groups", {}).get(group) or row.held.get("groups", {}).get(group) or [])
