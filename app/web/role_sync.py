"""Permissions and roles as the code says them, written into FAB's tables by one process: `run.py migrate`."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import Permission as PermissionRow
from flask_appbuilder.security.sqla.models import PermissionView, Role, ViewMenu, assoc_permissionview_role
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.access.permissions import Pair, Permission, pair_of
from app.access.roles import ROLES
from app.web.grants import permission_of
from app.work import transaction


def sync_roles(appbuilder: Any) -> None:
    """Every permission of access/permissions.py as an exact name, every role of access/roles.py with exactly its own.

    Roles that people made on the screen keep what still exists. Doing it twice changes nothing.
    """
    check(appbuilder)
    wanted = {pair_of(permission) for permission in Permission}
    with transaction(by=SYSTEM) as work:
        ids = _permissions(work.session, wanted)
        for name, permissions in ROLES.items():
            _role(work.session, name, {ids[pair_of(permission)] for permission in permissions})


def check(appbuilder: Any) -> None:
    """What a screen asks for must be a permission, or nobody could ever be given it."""
    known = {permission.value for permission in Permission}
    for view in appbuilder.baseviews:
        for asked in getattr(view, "base_permissions", None) or ():
            if permission_of((asked, view.class_permission_name)) not in known:
                raise RuntimeError(
                    f"{type(view).__name__} asks for {permission_of((asked, view.class_permission_name))}, which is no permission: "
                    "set class_permission_name and method_permission_name"
                )


def _permissions(session: Session, wanted: set[Pair]) -> dict[Pair, int]:
    verbs = _named(session, PermissionRow, {verb for verb, _noun in wanted})
    nouns = _named(session, ViewMenu, {noun for _verb, noun in wanted})
    keys = {(verbs[verb], nouns[noun]): (verb, noun) for verb, noun in wanted}
    query = select(PermissionView.permission_id, PermissionView.view_menu_id, PermissionView.id)
    present = {(verb, noun): row_id for verb, noun, row_id in session.execute(query)}
    gone = [row_id for key, row_id in present.items() if key not in keys]
    if gone:
        session.execute(delete(assoc_permissionview_role).where(assoc_permissionview_role.c.permission_view_id.in_(gone)))
        session.execute(delete(PermissionView).where(PermissionView.id.in_(gone)))
    fresh = [{"permission_id": verb, "view_menu_id": noun} for verb, noun in sorted(keys) if (verb, noun) not in present]
    if fresh:
        session.execute(insert(PermissionView), fresh)
    return {keys[verb, noun]: row_id for verb, noun, row_id in session.execute(query) if (verb, noun) in keys}


def _named(session: Session, model: Any, wanted: set[str]) -> dict[str, int]:
    present = set(session.scalars(select(model.name)))
    if fresh := sorted(wanted - present):
        session.execute(insert(model), [{"name": name} for name in fresh])
    return dict(session.execute(select(model.name, model.id)).all())


def _role(session: Session, name: str, wanted: set[int]) -> None:
    role_id = session.scalar(select(Role.id).where(Role.name == name)) or session.scalar(insert(Role).values(name=name).returning(Role.id))
    link = assoc_permissionview_role
    present = set(session.scalars(select(link.c.permission_view_id).where(link.c.role_id == role_id)))
    if gone := present - wanted:
        session.execute(delete(link).where(link.c.role_id == role_id, link.c.permission_view_id.in_(gone)))
    if fresh := sorted(wanted - present):
        session.execute(insert(link), [{"role_id": role_id, "permission_view_id": pair} for pair in fresh])
