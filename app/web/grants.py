"""Grants: what each role may do, kept in the process and dropped the moment anybody changes it anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from sqlalchemy import bindparam, literal_column, select, text

from app.access.actor import Actor
from app.access.permissions import Pair
from app.access.roles import MEMBER
from app.core.entity import db
from app.models import FoyerUser, Setting
from app.queries.house_zone import HOUSE_ZONE
from app.queries.second_factors import SETTING
from app.web.words import noun_of

# Columns beside the user's own, so that finding out who asks and what they may do is one query.
ROLES = (
    "ARRAY(SELECT role_id FROM ab_user_role WHERE user_id = ab_user.id UNION SELECT gr.role_id FROM ab_user_group ug"
    " JOIN ab_group_role gr ON gr.group_id = ug.group_id WHERE ug.user_id = ab_user.id)"
)
RULE = select(Setting.value).where(Setting.name == SETTING)
FACTS = (
    literal_column("(SELECT version FROM access_version)").label("version"),
    literal_column(ROLES).label("roles"),
    literal_column("ARRAY(SELECT location_id FROM user_location WHERE user_id = ab_user.id)").label("locations"),
    RULE.scalar_subquery().label("second_factor_rule"),
    literal_column("EXISTS (SELECT FROM second_factor WHERE user_id = ab_user.id AND confirmed_at IS NOT NULL)").label("has_second_factor"),
    literal_column("(SELECT l.zone FROM location l WHERE l.id = ab_user.location_id)").label("home_zone"),
    HOUSE_ZONE.scalar_subquery().label("house_zone"),
    literal_column(
        "CASE WHEN ab_user.organisation_id IS NOT NULL THEN (SELECT l.language FROM location l WHERE l.id ="
        " coalesce(ab_user.location_id, (SELECT o.location_id FROM organisation o WHERE o.id = ab_user.organisation_id))) END"
    ).label("home_language"),
)
OF_USER = select(*FACTS).select_from(FoyerUser).where(FoyerUser.id == bindparam("id"))
USER_WITH_FACTS = select(FoyerUser, *FACTS).where(FoyerUser.id == bindparam("id"))
GRANTS = text(
    "SELECT r.id, r.name, p.name, v.name FROM ab_role r LEFT JOIN ab_permission_view_role pvr ON pvr.role_id = r.id"
    " LEFT JOIN ab_permission_view pv ON pv.id = pvr.permission_view_id"
    " LEFT JOIN ab_permission p ON p.id = pv.permission_id LEFT JOIN ab_view_menu v ON v.id = pv.view_menu_id"
)


@dataclass
class Role:
    name: str
    pairs: set[Pair]


@dataclass(frozen=True)
class Facts:
    """One query a request: which roles, which locations, which second factor, and whether what we know of the roles is still true."""

    roles: frozenset[int]
    locations: frozenset[int]
    second_factor_rule: str | None
    has_second_factor: bool


def permission_of(pair: Pair) -> str:
    return f"{noun_of(pair[1])}:{pair[0].removeprefix('can_')}"


class Grants:
    """One for each application. The number is read before the grants: a change in between only reloads once more."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.roles: dict[int, Role] = {}
        self.merged: dict[frozenset[int], frozenset[Pair]] = {}
        self.named: dict[frozenset[int], frozenset[str]] = {}

    def facts(self, user_id: int) -> Facts:
        key = f"facts_{user_id}"
        if has_request_context() and key in g:
            found: Facts = g.get(key)
            return found
        return self.note(user_id, db.session.execute(OF_USER, {"id": user_id}).one())

    def user(self, user_id: int) -> FoyerUser | None:
        """The person, and what the request will ask about them, at once."""
        row = db.session.execute(USER_WITH_FACTS, {"id": user_id}).one_or_none()
        if row is None:
            return None
        self.note(user_id, row)
        found: FoyerUser = row[0]
        return found

    def note(self, user_id: int, row: Any) -> Facts:
        """Remember for the rest of the request what a query with FACTS said."""
        if row.version != self.version:
            self._read(row.version)
        found = Facts(frozenset(row.roles), frozenset(row.locations), row.second_factor_rule, row.has_second_factor)
        if has_request_context():
            setattr(g, f"facts_{user_id}", found)
            g.home_language = row.home_language
            g.reader_zone = row.home_zone or row.house_zone
        return found

    def _read(self, version: int) -> None:
        fresh: dict[int, Role] = {}
        for role_id, name, permission, view in db.session.execute(GRANTS):
            role = fresh.setdefault(role_id, Role(name, set()))
            if permission:
                role.pairs.add((permission, view))
        self.roles, self.merged, self.named, self.version = fresh, {}, {}, version

    def of(self, user_id: int) -> list[Role]:
        return [self.roles[role] for role in self.facts(user_id).roles if role in self.roles]

    def pairs(self, user_id: int) -> frozenset[Pair]:
        """Everything that the roles of this person grant together."""
        roles = self.facts(user_id).roles
        merged = self.merged
        if roles not in merged:
            merged[roles] = frozenset(pair for role in roles if role in self.roles for pair in self.roles[role].pairs)
        return merged[roles]

    def _permissions(self, user_id: int) -> frozenset[str]:
        roles = self.facts(user_id).roles
        named = self.named
        if roles not in named:
            named[roles] = frozenset(permission_of(pair) for pair in self.pairs(user_id))
        return named[roles]

    def actor(self, user: Any) -> Actor:
        """The person as actions know them: exactly what their roles grant, at their locations."""
        roles, facts = self.of(user.id), self.facts(user.id)
        return Actor(
            id=user.id,
            name=str(user),
            permissions=self._permissions(user.id),
            location_ids=facts.locations or None,
            organisation_id=user.organisation_id,
            is_staff=any(role.name != MEMBER for role in roles),
            team_role=user.team_role,
        )
