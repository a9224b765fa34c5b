"""What roles grant, by their names: those of the house, and those that a network adds."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.access.permissions import Permission, pair_of
from app.access.roles import ROLES

# Roles of the code grant what the code says, as every migration writes it; those that people made have it in the database.
GRANTS_OF = text("""
    SELECT r.name, p.name, v.name FROM ab_role r JOIN ab_permission_view_role l ON l.role_id = r.id JOIN ab_permission_view pv ON pv.id = l.permission_view_id
    JOIN ab_permission p ON p.id = pv.permission_id JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE r.name = ANY(:names)
""")
GRANTING = text("""
    SELECT r.name FROM ab_role r JOIN ab_permission_view_role l ON l.role_id = r.id JOIN ab_permission_view pv ON pv.id = l.permission_view_id
    JOIN ab_permission p ON p.id = pv.permission_id JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE (p.name, v.name) = (:verb, :noun)
""")
NAMED = {pair_of(permission): permission for permission in Permission}


def granted_by(session: Session, names: Collection[str]) -> dict[str, frozenset[str]]:
    """The permissions of each role; none for one that there is not. One query, and none while all are roles of the house."""
    found: dict[str, set[str]] = {name: set(ROLES.get(name, ())) for name in names}
    if made := sorted(set(names) - set(ROLES)):
        for role, verb, noun in session.execute(GRANTS_OF, {"names": made}):
            if (verb, noun) in NAMED:
                found[role].add(NAMED[verb, noun])
    return {name: frozenset(granted) for name, granted in found.items()}


def granting(session: Session, permission: Permission) -> frozenset[str]:
    """Names of the roles that grant it, of the house and made by people."""
    verb, noun = pair_of(permission)
    made = set(session.scalars(GRANTING, {"verb": verb, "noun": noun})) - set(ROLES)
    return frozenset(made | {name for name, permissions in ROLES.items() if permission in permissions})
