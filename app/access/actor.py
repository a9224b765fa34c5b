"""Actor: who does something, with what they may do and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.access.permissions import EVERYTHING, Permission
from app.core.errors import Forbidden
from app.models.user import TeamRole


@dataclass(frozen=True, slots=True)
class Actor:
    """`location_ids` None means every location. A member has no staff permissions, and in the own organisation a `team_role`."""

    id: int | None
    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    location_ids: frozenset[int] | None = None
    organisation_id: int | None = None
    is_staff: bool = True
    team_role: TeamRole = TeamRole.MEMBER

    @property
    def runs_team(self) -> bool:
        """Invites and removes people of the own organisation."""
        return self.organisation_id is not None and self.team_role is TeamRole.OWNER

    @property
    def sees_invoices(self) -> bool:
        """Those of the own organisation."""
        return self.organisation_id is not None and self.team_role in (TeamRole.OWNER, TeamRole.BILLING)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


SYSTEM = Actor(id=None, name="Foyer", permissions=frozenset(EVERYTHING))
NOBODY = Actor(id=None, name="nobody", location_ids=frozenset(), is_staff=False)


def require(by: Actor, permission: Permission, row: Any = None) -> None:
    """Raises Forbidden unless the actor has the permission and, given a row of one location, may work there."""
    if not by.may(permission):
        noun, verb = permission.value.replace("_", " ").split(":")
        raise Forbidden(_("%(name)s may not do this: it takes the permission “%(noun)s: %(verb)s”.", name=by.name, verb=verb, noun=noun))
    location_id = getattr(row, "location_id", None)
    if location_id is not None and by.location_ids is not None and location_id not in by.location_ids:
        raise Forbidden(_("%(name)s does not work at that location.", name=by.name))
