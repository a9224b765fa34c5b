"""Staff as actors, for whoever has something to tell them: who they are, what their roles grant, where they work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.role_grants import granted_by
from app.access.roles import MEMBER
from app.models import FoyerUser
from app.models.user import Role, user_location

ROLES_OF = text("""
    SELECT ur.user_id, r.name FROM ab_user_role ur JOIN ab_role r ON r.id = ur.role_id WHERE ur.user_id = ANY(:ids)
    UNION SELECT ug.user_id, r.name FROM ab_user_group ug JOIN ab_group_role gr ON gr.group_id = ug.group_id JOIN ab_role r ON r.id = gr.role_id WHERE ug.user_id = ANY(:ids)
""")


def is_staff() -> ColumnElement[bool]:
    """A user with any other role than a member's, whichever the network added."""
    return FoyerUser.roles.any(Role.name != MEMBER)


def staff(session: Session, ids: Iterable[int] | None = None) -> list[Actor]:
    """Active people of the staff, by number; all of them, or those of `ids` who are. Three queries, however many they are."""
    query = (
        select(FoyerUser).where(FoyerUser.active, is_staff())
        if ids is None
        else select(FoyerUser).where(FoyerUser.active, FoyerUser.id.in_(set(ids)))
    )
    people = session.scalars(query.order_by(FoyerUser.id)).all()
    numbers = [person.id for person in people]
    if not numbers:
        return []
    roles: dict[int, set[str]] = defaultdict(set)
    for user_id, name in session.execute(ROLES_OF, {"ids": numbers}):
        roles[user_id].add(name)
    grants = granted_by(session, set().union(*roles.values()))
    places: dict[int, set[int]] = defaultdict(set)
    for user_id, location_id in session.execute(
        select(user_location.c.user_id, user_location.c.location_id).where(user_location.c.user_id.in_(numbers))
    ):
        places[user_id].add(location_id)
    return [
        Actor(
            id=person.id,
            name=str(person),
            permissions=frozenset().union(*(grants[name] for name in roles[person.id])),
            location_ids=frozenset(places[person.id]) or None,
            organisation_id=person.organisation_id,
        )
        for person in people
        if any(name != MEMBER for name in roles[person.id])
    ]


def working(people: Iterable[Actor], permission: Permission, location_id: int | None = None) -> list[Actor]:
    """Those who have the permission, and work at the location where one is given."""
    return [
        each
        for each in people
        if each.may(permission) and (location_id is None or each.location_ids is None or location_id in each.location_ids)
    ]
