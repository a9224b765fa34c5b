"""Grants: what each role may do, kept in the process and dropped the moment anybody changes it anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from sqlalchemy import text

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import MEMBER
from app.core.entity import db
from app.queries.second_factors import SETTING
from app.web.words import noun_of

Pair = tuple[str, str]  # ("can_approve", "InvoiceRun")

FACTS = text(
    "SELECT (SELECT version FROM access_version) AS version,"
    " ARRAY(SELECT role_id FROM ab_user_role WHERE user_id = :id UNION SELECT gr.role_id FROM ab_user_group ug"
    " JOIN ab_group_role gr ON gr.group_id = ug.group_id WHERE ug.user_id = :id) AS roles,"
    " ARRAY(SELECT location_id FROM user_location WHERE user_id = :id) AS locations,"
    " (SELECT value #>> '{}' FROM setting WHERE name = :second_factor) AS second_factor_rule,"
    " EXISTS (SELECT FROM second_factor WHERE user_id = :id AND confirmed_at IS NOT NULL) AS has_second_factor,"
    " (SELECT zone FROM location l JOIN ab_user u ON u.location_id = l.id WHERE u.id = :id) AS zone"
)
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


def pair_of(permission: Permission) -> Pair:
    """ "invoice_run:approve" -> ("can_approve", "InvoiceRun")."""
    noun, verb = permission.value.split(":")
    return f"can_{verb}", "".join(part.capitalize() for part in noun.split("_"))


def permission_of(pair: Pair) -> str:
    return f"{noun_of(pair[1])}:{pair[0].removeprefix('can_')}"


class Grants:
    """One for each application. The number is read before the grants: a change in between only reloads once more."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.roles: dict[int, Role] = {}
        self.merged: dict[frozenset[int], frozenset[Pair]] = {}

    def facts(self, user_id: int) -> Facts:
        key = f"facts_{user_id}"
        if has_request_context() and key in g:
            found: Facts = g.get(key)
            return found
        row = db.session.execute(FACTS, {"id": user_id, "second_factor": SETTING}).one()
        if row.version != self.version:
            self._read(row.version)
        found = Facts(frozenset(row.roles), frozenset(row.locations), row.second_factor_rule, row.has_second_factor)
        if has_request_context():
            setattr(g, key, found)
            g.home_zone = row.zone
        return found

    def _read(self, version: int) -> None:
        fresh: dict[int, Role] = {}
        for role_id, name, permission, view in db.session.execute(GRANTS):
            role = fresh.setdefault(role_id, Role(name, set()))
            if permission:
                role.pairs.add((permission, view))
        self.roles, self.merged, self.version = fresh, {}, version

    def of(self, user_id: int) -> list[Role]:
        return [self.roles[role] for role in self.facts(user_id).roles if role in self.roles]

    def pairs(self, user_id: int) -> frozenset[Pair]:
        """Everything that the roles of this person grant together."""
        roles = self.facts(user_id).roles
        merged = self.merged
        if roles not in merged:
            merged[roles] = frozenset(pair for role in roles if role in self.roles for pair in self.roles[role].pairs)
        return merged[roles]

    def actor(self, user: Any) -> Actor:
        """The person as actions know them: exactly what their roles grant, at their locations."""
        roles, facts = self.of(user.id), self.facts(user.id)
        return Actor(
            id=user.id,
            name=str(user),
            permissions=frozenset(permission_of(pair) for pair in self.pairs(user.id)),
            location_ids=facts.locations or None,
            organisation_id=user.organisation_id,
            is_staff=any(role.name != MEMBER for role in roles),
            team_role=user.team_role,
        )
