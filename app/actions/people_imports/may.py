"""Who may bring in what: whoever may make that noun by hand; and what concerns every location, only who works at all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.staff import staff
from app.actions.network import require_whole_network
from app.actions.people_imports.kinds import KINDS
from app.core.errors import Forbidden
from app.models import PeopleImport
from app.models.people_import import ImportKind
from app.translation import SOURCE


def require_kind(kind: ImportKind, by: Actor) -> None:
    """Raises Forbidden."""
    asked = KINDS[kind]
    require(by, asked.permission)
    if asked.noun is not None:
        require(by, Permission.SPREADSHEET_IMPORT)
        if asked.noun.whole_network:
            require_whole_network(by)


def may_bring(kind: ImportKind, by: Actor) -> bool:
    try:
        require_kind(kind, by)
    except Forbidden:
        return False
    return True


def told(by: Actor) -> dict[str, Any]:
    """Whose rights the rows are brought in with, and the language that they read, as the row keeps it."""
    return {
        "id": by.id,
        "name": by.name,
        "permissions": sorted(by.permissions),
        "location_ids": places_of(by),
        "language": str(get_locale() or SOURCE),
    }


def language_of(row: PeopleImport) -> str:
    """In which reasons are written: whoever ordered this reads them."""
    return str(row.ordered_by.get("language") or SOURCE)


def acting(session: Session, row: PeopleImport) -> Actor:
    """Who ordered it, with what they were allowed then and still are: asked before every chunk, for a job may outlast a right.

    Raises Forbidden when they work here no more, or may not bring this in any more. What the house itself ordered it may.
    """
    told = row.ordered_by
    places = None if told["location_ids"] is None else frozenset(told["location_ids"])
    then = Actor(told["id"], told["name"], frozenset(told["permissions"]), places)
    if then.id is None:
        return then
    now = next(iter(staff(session, [then.id])), None)
    if now is None:
        raise Forbidden(_("%(name)s works here no more, so this stopped.", name=then.name))
    places = now.location_ids if places is None else places if now.location_ids is None else places & now.location_ids
    by = replace(then, permissions=then.permissions & now.permissions, location_ids=places)
    require_kind(row.kind, by)
    if places is not None and not places:
        raise Forbidden(_("%(name)s does not work at that location.", name=by.name))
    if not all(KINDS[row.kind].may_fill(name, by) for name in row.columns):
        raise Forbidden(_("This file fills columns that %(name)s may not fill.", name=by.name))
    return by


def places_of(by: Actor) -> list[int] | None:
    return None if by.location_ids is None else sorted(by.location_ids)
