"""Make a person an owner of their organisation's team: it has them invite and remove people."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.users.set_team_role import set_team_role
from app.models import FoyerUser
from app.models.user import TeamRole


def make_owner(user_id: int, *, by: Actor) -> FoyerUser:
    """Raises as set_team_role."""
    return set_team_role(user_id, TeamRole.OWNER, by=by)
