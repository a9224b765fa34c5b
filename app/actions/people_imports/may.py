"""Who may bring in what: whoever may make that noun by hand; and what concerns every location, only who works at all of them."""

from __future__ import annotations

from typing import Any

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.actions.people_imports.kinds import KINDS
from app.core.errors import Forbidden
from app.models.people_import import ImportKind


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
    """Whose rights the rows are brought in with, as the row keeps it."""
    return {"id": by.id, "name": by.name, "permissions": sorted(by.permissions), "location_ids": places_of(by)}


def places_of(by: Actor) -> list[int] | None:
    return None if by.location_ids is None else sorted(by.location_ids)
